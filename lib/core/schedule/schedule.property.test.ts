import { Cron } from 'croner'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Schedule } from '../types'
import {
  nextOccurrence,
  nextOccurrences,
  occurrenceFor,
  parseSchedule,
  previousOccurrence,
  ScheduleError,
} from './index'
import { cronExpressions, onCalendarExpressions } from './testing/expressions'
import { zoneChanges } from './testing/zone-changes'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const timezones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Antarctica/Troll',
  'Africa/Cairo',
]

const range = { from: Date.UTC(2025, 0, 1), to: Date.UTC(2031, 0, 1) }
const changes = timezones.flatMap((zone) => zoneChanges(zone, range).map(({ at }) => at))
/**
 * Half of the instants are within a day of a clock change. With random instants in six years, only
 * one in a hundred would be.
 */
const instants = fc.oneof(
  fc.integer({ min: range.from, max: range.to }),
  fc
    .record({ change: fc.constantFrom(...changes), offset: fc.integer({ min: -DAY, max: DAY }) })
    .map(({ change, offset }) => change + offset),
)
const timezone = fc.constantFrom(...timezones)
const schedules: fc.Arbitrary<Schedule> = fc
  .oneof(
    fc.record({ type: fc.constant('cron' as const), expression: cronExpressions(), timezone }),
    fc.record({ type: fc.constant('oncalendar' as const), expression: onCalendarExpressions(), timezone }),
  )
  .filter(isUsable)

function isUsable(schedule: Schedule): boolean {
  try {
    parseSchedule(schedule)
    return true
  } catch (error) {
    if (error instanceof ScheduleError && error.message.includes('never fires')) return false
    throw error
  }
}

describe('occurrences', () => {
  it('are the same in a search backwards and a search forwards', () => {
    fc.assert(
      fc.property(schedules, instants, (schedule, at) => {
        const next = nextOccurrence(schedule, at)
        const previous = previousOccurrence(schedule, at)
        if (next !== null) {
          expect(next).toBeGreaterThan(at)
          expect(previousOccurrence(schedule, next)).toBe(next)
          expect(previousOccurrence(schedule, next - 1)).toBe(previous)
        }
        if (previous !== null) {
          expect(previous).toBeLessThanOrEqual(at)
          expect(nextOccurrence(schedule, previous - 1)).toBe(previous)
          expect(nextOccurrence(schedule, previous)).toBe(next)
        }
      }),
      { numRuns: 3000 },
    )
  })

  it('are whole seconds, ascend, and do not depend on the start of the search', () => {
    fc.assert(
      fc.property(schedules, instants, (schedule, at) => {
        const five = nextOccurrences(schedule, at, 5)
        expect(five.every((instant) => instant % 1000 === 0)).toBe(true)
        expect(five).toEqual([...new Set(five)].toSorted((a, b) => a - b))
        if (five.length > 2) expect(nextOccurrences(schedule, five[1]!, 3)).toEqual(five.slice(2))
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    ['cron', '* * * * *', 60_000],
    ['cron', '*/5 * * * *', 5 * 60_000],
    // Debian's cron does not catch up an hour of `*/6` in a gap: 18:00, then 06:00 in summer time.
    ['cron', '0 */6 * * *', 11 * HOUR],
    ['cron', '30 2 * * *', 26 * HOUR],
    ['cron', '0 0 * * 1', 7 * DAY + 2 * HOUR],
    ['cron', '0 12 1 * *', 31 * DAY + 2 * HOUR],
    ['cron', '0 12 31 * *', 62 * DAY + 2 * HOUR],
    ['cron', '0 12 29 2 *', 8 * 366 * DAY],
    ['oncalendar', '*:0/5', 2 * HOUR + 5 * 60_000],
    ['oncalendar', '02:30', 50 * HOUR],
    ['oncalendar', '*-*~1 12:00', 31 * DAY + 2 * HOUR],
  ] as const)('of %s %s are never further apart than the longest gap of the schedule', (type, expression, longest) => {
    fc.assert(
      fc.property(instants, timezone, (at, zone) => {
        const next = nextOccurrence({ type, expression, timezone: zone }, at)!
        expect(next).toBeGreaterThan(at)
        expect(next - at).toBeLessThanOrEqual(longest)
      }),
      { numRuns: 200 },
    )
  })

  it.each([
    ['* * */10 * *', '2027-02-21T23:59:00Z', '2027-03-01T00:00:00.000Z'],
    ['* * */5 * 0-5', '2030-02-26T23:59:00Z', '2030-03-01T00:00:00.000Z'],
  ])('of cron %s after %s begin with the first of March', (expression, after, next) => {
    const at = nextOccurrence({ type: 'cron', expression, timezone: 'UTC' }, Date.parse(after))
    expect(new Date(at!).toISOString()).toBe(next)
  })

  it('of cron are those of croner in a zone without clock changes', () => {
    fc.assert(
      fc.property(cronExpressions(), instants, (expression, at) => {
        const schedule: Schedule = { type: 'cron', expression, timezone: 'UTC' }
        fc.pre(isUsable(schedule))
        const fields = expression.split(' ')
        // croner 11 may skip the first of March: `* * */10 * *` after 21 February gives 11 March.
        // The minute-by-minute test and the table above cover days of the month.
        fc.pre(fields[2] === '*')
        const peer = new Cron(expression, { timezone: 'UTC', paused: true, mode: '5-part' })
        expect(nextOccurrences(schedule, at, 3)).toEqual(peer.nextRuns(3, new Date(at)).map(Number))
      }),
      { numRuns: 500 },
    )
  })
})

describe('the occurrence that a beat belongs to', () => {
  it('is the latest one for which the beat is not too early', () => {
    fc.assert(
      fc.property(schedules, instants, fc.integer({ min: 0, max: 200_000 }), (schedule, receivedAt, graceSeconds) => {
        const before = previousOccurrence(schedule, receivedAt)
        const candidates = [...(before === null ? [] : [before]), ...nextOccurrences(schedule, receivedAt, 4)]
        const fitting = candidates.filter((at) => {
          const previous = previousOccurrence(schedule, at - 1)
          const early = Math.min(
            graceSeconds * 1000,
            previous === null ? Number.POSITIVE_INFINITY : (at - previous) / 2,
          )
          return at - early <= receivedAt
        })
        expect(occurrenceFor(schedule, receivedAt, graceSeconds)).toBe(fitting.at(-1) ?? null)
      }),
      { numRuns: 1000 },
    )
  })
})
