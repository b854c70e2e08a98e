import { expect, test } from 'vitest'
import { applyTick } from '../monitors/apply-tick'
import { aRun, aSnapshot, difference, NOW } from '../test-kit'
import type { Schedule } from '../types'
import { mayBeAffected } from './affected'

const OUTAGE = { seq: 1, startedAt: NOW, endedAt: NOW + 600_000, recoversAt: NOW + 660_000 }
const SCHEDULES: Schedule[] = [
  { type: 'none' },
  { type: 'interval', seconds: 3_600 },
  { type: 'cron', expression: '0 * * * *', timezone: 'UTC' },
]

const SITUATIONS = SCHEDULES.flatMap((schedule) =>
  (['new', 'up', 'down', 'paused'] as const).flatMap((status) =>
    [false, true].flatMap((isRunning) =>
      [null, -60_000, 0, 300_000, 659_999, 660_000, 3_600_000].map((expectedIn) => ({
        schedule,
        status,
        isRunning,
        expectedAt: expectedIn === null || schedule.type === 'none' ? null : NOW + expectedIn,
      })),
    ),
  ),
)

function affect({ schedule, status, isRunning, expectedAt }: (typeof SITUATIONS)[number]) {
  const run = aRun({ startedAt: NOW - 1_000, deadlineAt: NOW + 7_200_000 })
  const snapshot = aSnapshot({
    // A long time until the deadline: nothing is due before the end of the recovery window.
    config: { schedule, graceSeconds: 3_000, maxRuntimeSeconds: 7_201 },
    state: { status, expectedAt },
    runs: isRunning ? [run] : [],
  })
  const outcome = applyTick(snapshot, OUTAGE.recoversAt, [OUTAGE])
  const { outageSeq, attentionAt, ...state } = difference(snapshot.state, outcome.snapshot.state)
  const isChanged = Object.keys(state).length > 0 || outcome.snapshot.runs.some((of) => !snapshot.runs.includes(of))
  const told = outcome.inDoubt.length + outcome.unjudged.length + outcome.flips.length
  return { isChanged, told, isAffected: mayBeAffected(snapshot.state, OUTAGE.recoversAt) }
}

test('an outage changes no monitor that the rule leaves out, and nothing is in doubt for it', () => {
  const later = (expectedAt: number | null) => expectedAt !== null && expectedAt >= OUTAGE.recoversAt
  const others = SITUATIONS.filter(({ expectedAt }) => !later(expectedAt)).filter((of) => !affect(of).isAffected)
  expect(others.length).toBeGreaterThan(30)
  for (const situation of others) {
    const { told, isChanged } = affect(situation)
    expect([situation, told]).toEqual([situation, 0])
    // The instants of an open run move while the monitor is paused, too; nothing is judged by them.
    if (situation.status !== 'paused') expect([situation, isChanged]).toEqual([situation, false])
  }
})

test('what the outage puts in doubt by the end of its recovery window is of monitors that the rule names', () => {
  const doubted = SITUATIONS.filter(({ expectedAt }) => expectedAt === null || expectedAt < OUTAGE.recoversAt).filter(
    (of) => affect(of).told > 0,
  )
  expect(doubted.length).toBeGreaterThan(10)
  expect(doubted.filter((of) => !affect(of).isAffected)).toEqual([])
})

test.each([
  ['up', 1, null, true],
  ['down', 1, null, true],
  ['paused', 1, NOW - 1, false],
  ['new', 0, NOW - 1, true],
  ['up', 0, NOW - 1, true],
  ['up', 0, NOW, false],
  ['up', 0, null, false],
  ['down', 0, NOW - 1, false],
] as const)('%s, %s open, expected at %s: %s', (status, openRunCount, expectedAt, isAffected) => {
  expect(mayBeAffected({ status, openRunCount, expectedAt }, NOW)).toBe(isAffected)
})
