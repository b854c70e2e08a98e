import { describe, expect, it } from 'vitest'
import type { Schedule } from '../types'
import { isWithin, REPEAT_MS, RESTART_MS } from './windows'

const at = (clock: string) => Date.parse(`2026-01-01T${clock}Z`)
const cron = (expression: string): Schedule => ({ type: 'cron', expression, timezone: 'UTC' })
const once: Schedule = { type: 'oncalendar', expression: '2026-01-01 12:00', timezone: 'UTC' }
const interval = (seconds: number): Schedule => ({ type: 'interval', seconds })

// docs/rules.md, "Windows": W is a minute, but at most half the schedule's gap.
describe('a repeat', () => {
  it.each<[string, Schedule, string, number]>([
    ['without a schedule comes within a minute', { type: 'none' }, '12:00:00', 60_000],
    ['of a long interval comes within a minute', interval(3600), '12:00:00', 60_000],
    ['of a short interval comes within half of it', interval(50), '12:00:00', 25_000],
    ['of an hourly job comes within a minute', cron('0 * * * *'), '12:00:30', 60_000],
    ['of a job of each minute comes within half a minute', cron('* * * * *'), '12:00:30', 30_000],
    ['comes within half the gap after the next occurrence', cron('0,1 * * * *'), '11:59:30', 30_000],
    ['does not depend on a shorter gap before', cron('0,1 * * * *'), '12:00:30', 60_000],
    ['before the last occurrence comes within a minute', once, '11:59:50', 60_000],
    ['after the last occurrence comes within a minute', once, '12:10:00', 60_000],
  ])('%s', (_, schedule, clock, longestMs) => {
    const within = (elapsed: number) => isWithin(REPEAT_MS, { since: at(clock) - elapsed, at: at(clock), schedule })
    expect([within(longestMs), within(longestMs + 1)]).toEqual([true, false])
    expect([within(0), within(-90_000)]).toEqual([true, true])
  })
})

it('a part may be tried again within ten minutes', () => {
  const tried = (ms: number) => isWithin(RESTART_MS, { since: 0, at: ms, schedule: { type: 'none' } })
  expect([tried(600_000), tried(600_001)]).toEqual([true, false])
})
