import type { Instant } from '../types'

/**
 * A time in which a zone's offset from UTC does not change. A segment may also end at the turn of a
 * year, without a change.
 */
export interface ZoneSegment {
  startAt: Instant
  /** Exclusive. */
  endAt: Instant
  /** Wall time minus UTC, in ms. */
  offset: number
  /** The offset right before `startAt`. */
  previousOffset: number
}

export interface Zone {
  segmentAt(instant: Instant): ZoneSegment
}

const DAY = 86_400_000
/** The two closest changes of today's zones are around Ramadan, about a month apart. */
const PROBE = 7 * DAY
const KEPT_ZONES = 1000
const KEPT_YEARS = 200

const zones = new Map<string, Zone | null>()

/** The zone with this IANA name. Null: there is none. */
export function getZone(name: string): Zone | null {
  const known = zones.get(name)
  if (known !== undefined) return known
  if (zones.size >= KEPT_ZONES) zones.clear()
  const zone = makeZone(name)
  zones.set(name, zone)
  return zone
}

function makeZone(name: string): Zone | null {
  // Newer runtimes accept offsets such as +01:00 as zones. They are not zones, and older runtimes
  // could not read a stored one.
  if (!/^[A-Za-z]/.test(name)) return null
  const offsetAt = offsetReader(name)
  if (offsetAt === null) return null
  const years = new Map<number, ZoneSegment[]>()
  return {
    segmentAt(instant) {
      const year = new Date(instant).getUTCFullYear()
      let segments = years.get(year)
      if (segments === undefined) {
        if (years.size >= KEPT_YEARS) years.clear()
        segments = segmentsOfYear(year, offsetAt)
        years.set(year, segments)
      }
      for (const segment of segments) if (instant < segment.endAt) return segment
      throw new RangeError(`Unknown offset of ${name} at ${instant}`)
    },
  }
}

type OffsetAt = (instant: Instant) => number

function offsetReader(timeZone: string): OffsetAt | null {
  let format: Intl.DateTimeFormat
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  } catch {
    return null
  }
  return (instant) => {
    const [month, day, year, hour, minute, second] = format.format(instant).match(/\d+/g)!.map(Number)
    return Date.UTC(year!, month! - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000
  }
}

function segmentsOfYear(year: number, offsetAt: OffsetAt): ZoneSegment[] {
  const yearEndAt = Date.UTC(year + 1, 0, 1)
  const segments: ZoneSegment[] = []
  let startAt = Date.UTC(year, 0, 1)
  let offset = offsetAt(startAt)
  let previousOffset = offsetAt(startAt - 1)
  for (let seenAt = startAt; seenAt < yearEndAt; ) {
    const probeAt = Math.min(seenAt + PROBE, yearEndAt)
    const changesAt = changeBetween(seenAt, probeAt, offsetAt)
    if (changesAt !== null && changesAt < yearEndAt) {
      segments.push({ startAt, endAt: changesAt, offset, previousOffset })
      previousOffset = offset
      startAt = changesAt
      offset = offsetAt(changesAt)
    }
    seenAt = changesAt ?? probeAt
  }
  segments.push({ startAt, endAt: yearEndAt, offset, previousOffset })
  return segments
}

/**
 * A whole second after `from`, up to `to`, at which the offset changes. Null: the offset is the
 * same at both.
 */
function changeBetween(from: Instant, to: Instant, offsetAt: OffsetAt): Instant | null {
  const before = offsetAt(from)
  if (offsetAt(to) === before) return null
  let low = from / 1000
  let high = to / 1000
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(middle * 1000) === before) low = middle
    else high = middle
  }
  return high * 1000
}
