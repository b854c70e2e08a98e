import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Instant, Schedule } from '../types'
import { nextOccurrence, previousOccurrence, ScheduleError } from './index'
import { daemonStarts, type ZoneChange } from './testing/cron-daemon'
import { cronExpressions } from './testing/expressions'
import { zoneChanges } from './testing/zone-changes'

const HOUR = 3_600_000
const EVERY_MINUTE = '* * * * *'
const EXPRESSIONS = [
  '*/7 * * * *',
  '30 * * * *',
  '*/20 2 * * *',
  '45 */2 * * *',
  '30 2 * * *',
  '0,30 2 * * *',
  '15 1-3 * * *',
  '0 0 * * *',
  '10-50/20 0-3 * * *',
  '30 1,23 * * SAT,SUN',
  '59 23 * * *',
  '5 0-23/3 * 3,4,9-11 *',
  '0 3 1-7,25-31 * 0',
  '0 3 */2 * 7',
  '0 2-4 1-31 * */2',
]

const range = { from: Date.UTC(2026, 0, 1), to: Date.UTC(2029, 0, 1) }
const zones = Intl.supportedValuesOf('timeZone')
  .map((timezone) => ({ timezone, changes: zoneChanges(timezone, range) }))
  .filter(({ changes }) => changes.length > 0)

const around = (change: ZoneChange) => ({ from: change.at - 26 * HOUR, to: change.at + 50 * HOUR })
const keyOf = ({ at, before, after }: ZoneChange) => `${at} ${before} ${after}`

describe('cron compared with a daemon that checks every minute', () => {
  it('agrees forwards and backwards around every change of every zone in 2026 to 2028', { timeout: 60_000 }, () => {
    const starts = new Map<string, Instant[]>()
    const walked = new Set<string>()
    const wrong: string[] = []
    for (const { timezone, changes } of zones) {
      for (const change of changes) {
        // Testing every minute takes long. Each change that several zones share is tested once.
        const isNew = !walked.has(keyOf(change))
        walked.add(keyOf(change))
        for (const expression of isNew ? [EVERY_MINUTE, ...EXPRESSIONS] : EXPRESSIONS) {
          const key = `${keyOf(change)} ${expression}`
          const expected = starts.get(key) ?? daemonStarts(expression, change, around(change))
          starts.set(key, expected)
          const difference = compare({ type: 'cron', expression, timezone }, expected, around(change))
          if (difference) wrong.push(`${expression} ${timezone}: ${difference}`)
        }
      }
    }
    expect(wrong).toEqual([])
    expect(zones.length).toBeGreaterThan(100)
    expect(walked.size).toBeGreaterThan(50)
  })

  it('agrees for random expressions', { timeout: 30_000 }, () => {
    const distinct = [
      ...new Map(zones.flatMap(({ timezone, changes }) => changes.map((c) => [keyOf(c), { timezone, c }]))),
    ]
    fc.assert(
      fc.property(cronExpressions(), fc.constantFrom(...distinct), (expression, [, { timezone, c }]) => {
        const expected = daemonStarts(expression, c, around(c))
        const schedule = { type: 'cron', expression, timezone } as const
        // Such as 31 June: an expression that never fires is refused.
        if (canFire(schedule)) expect(compare(schedule, expected, around(c))).toBeNull()
        else expect(expected).toEqual([])
      }),
      { numRuns: 1500 },
    )
  })
})

function canFire(schedule: Schedule): boolean {
  try {
    nextOccurrence(schedule, range.from)
    return true
  } catch (error) {
    if (error instanceof ScheduleError) return false
    throw error
  }
}

/**
 * The first difference between the expected instants in the range and those of the schedule, in
 * either direction; or null.
 */
function compare(schedule: Schedule, expected: readonly Instant[], { from, to }: { from: Instant; to: Instant }) {
  let at = nextOccurrence(schedule, from - 1)
  for (const instant of expected) {
    if (at !== instant) return `next is ${show(at)}, not ${show(instant)}`
    at = nextOccurrence(schedule, at)
  }
  if (at !== null && at <= to) return `next is ${show(at)}, which is not expected`
  at = previousOccurrence(schedule, to)
  for (const instant of expected.toReversed()) {
    if (at !== instant) return `previous is ${show(at)}, not ${show(instant)}`
    at = previousOccurrence(schedule, at - 1)
  }
  return at !== null && at >= from ? `previous is ${show(at)}, which is not expected` : null
}

const show = (at: Instant | null) => (at === null ? 'null' : new Date(at).toISOString())
