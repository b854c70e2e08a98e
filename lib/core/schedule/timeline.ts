import type { Instant } from '../types'
import { type LocalTimePattern, nextLocalTime, previousLocalTime } from './local-time-pattern'
import type { Zone, ZoneSegment } from './zone'

/** A wall-time pattern, and the zone that maps it to real time. */
export interface Timeline {
  pattern: LocalTimePattern
  zone: Zone
  /** What happens to wall times that are in a forward jump of this many ms. */
  onGap(jump: number): 'skip' | 'fire-after'
  /** Which pass counts for wall times that come twice because of a backward jump of this many ms. */
  onOverlap(jump: number): 'both' | 'first'
}

/** No wall time differs from UTC by more than this, in ms. */
const REACH = 26 * 3_600_000

/** The first occurrence strictly after the instant. Null: there is none. */
export function nextOnTimeline(timeline: Timeline, after: Instant): Instant | null {
  const { pattern, zone } = timeline
  const endAt = Date.UTC(pattern.lastYear + 1, 0, 2)
  let from = Math.max(Math.floor(after) + 1, Date.UTC(pattern.firstYear - 1, 11, 30))
  while (from < endAt) {
    const segment = zone.segmentAt(from)
    if (from <= segment.startAt && catchesUp(timeline, segment)) return segment.startAt
    const wall = nextLocalTime(pattern, Math.max(from + segment.offset, firstFreshWall(timeline, segment)))
    if (wall !== null && wall - segment.offset < segment.endAt) return wall - segment.offset
    // The search starts earlier, because the next segment may repeat wall times of this one.
    const later = nextLocalTime(pattern, from - REACH)
    if (later === null) return null
    from = Math.max(segment.endAt, later - REACH)
  }
  return null
}

/** The last occurrence at or before the instant. Null: there is none. */
export function previousOnTimeline(timeline: Timeline, atOrBefore: Instant): Instant | null {
  const { pattern, zone } = timeline
  const startAt = Date.UTC(pattern.firstYear - 1, 11, 30)
  let upTo = Math.min(Math.floor(atOrBefore), Date.UTC(pattern.lastYear + 1, 0, 2))
  while (upTo >= startAt) {
    const segment = zone.segmentAt(upTo)
    const wall = previousLocalTime(pattern, upTo + segment.offset)
    if (wall !== null && wall >= firstFreshWall(timeline, segment)) return wall - segment.offset
    if (catchesUp(timeline, segment)) return segment.startAt
    const earlier = previousLocalTime(pattern, upTo + REACH)
    if (earlier === null) return null
    upTo = Math.min(segment.startAt - 1, earlier + REACH)
  }
  return null
}

/**
 * The first wall time of the segment that counts. It is later than the segment's start if an
 * earlier segment had the same times.
 */
function firstFreshWall(timeline: Timeline, segment: ZoneSegment): number {
  const back = segment.previousOffset - segment.offset
  const isRepeat = back > 0 && timeline.onOverlap(back) === 'first'
  return segment.startAt + (isRepeat ? segment.previousOffset : segment.offset)
}

/** Whether a wall time in the gap before the segment is due at the segment's start. */
function catchesUp(timeline: Timeline, segment: ZoneSegment): boolean {
  const jump = segment.offset - segment.previousOffset
  if (jump <= 0 || timeline.onGap(jump) === 'skip') return false
  const missed = nextLocalTime(timeline.pattern, segment.startAt + segment.previousOffset)
  return missed !== null && missed < segment.startAt + segment.offset
}
