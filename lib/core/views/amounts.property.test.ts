import fc from 'fast-check'
import { expect, it } from 'vitest'
import { applyBeat } from '../beats/apply-beat'
import { aBeat, aSnapshot, NOW } from '../test-kit'
import type { Beat, Run } from '../types'
import { numbersOf } from './numbers'
import { ownEndAt } from './pace'
import { tallyParts } from './tally'

/** All amounts that a beat may have: 0 to 1e15, and the smallest fractions. */
const amount = fc.oneof(
  fc.constantFrom(0, 5e-324, 1e-310, 1e-300, 1e-9, 0.1, 1, 3_000_000_000, 1e15 - 1, 1e15),
  fc.double({ min: 0, max: 1e15, noNaN: true }),
)
const reported = fc.record({
  signal: fc.constantFrom<Beat['signal']>('start', 'progress', 'progress', 'success', 'fail'),
  step: fc.constantFrom(null, 'a', 'b'),
  shard: fc.constantFrom(null, 's1', 's2'),
  done: fc.option(amount, { nil: null }),
  add: fc.option(amount, { nil: null }),
  total: fc.option(amount, { nil: null }),
  seconds: fc.constantFrom(0, 1, 3_600, 86_400 * 400),
})

const seed = Number(process.env.MODEL_SEED ?? 1)
const FAR_MS = 100 * 366 * 86_400_000

function expectInstant(at: number | null, now: number): void {
  if (at === null) return
  expect(Number.isNaN(new Date(at).getTime()) || at > now + FAR_MS ? at : null).toBeNull()
}

it('for all amounts, every number is finite and every end is an instant in the next hundred years', () => {
  const cases = fc.record({
    moves: fc.array(reported, { minLength: 1, maxLength: 12 }),
    medianSeconds: fc.option(fc.constantFrom(0, 60, 1e12, 1e300, Number.POSITIVE_INFINITY), { nil: null }),
  })
  fc.assert(
    fc.property(cases, ({ moves, medianSeconds }) => {
      let snapshot = applyBeat(
        aSnapshot({ config: { schedule: { type: 'none' } } }),
        aBeat({ signal: 'start', runKey: 'k', newRunId: 'r' }),
      ).snapshot
      let now = NOW
      for (const { seconds, done, add, ...fields } of moves) {
        now += seconds * 1000
        const counted = done === null ? { add } : { done }
        const isOfRun = fields.step === null && fields.shard === null
        const signal = isOfRun ? 'progress' : fields.signal
        snapshot = applyBeat(snapshot, aBeat({ ...fields, ...counted, signal, runKey: 'k', receivedAt: now })).snapshot
        const run = snapshot.runs.at(-1) as Run
        const { attempt } = run
        const tallies = tallyParts(snapshot.parts, { attempt, now })
        const shared = { attempt, isMoving: true, now }
        const all = [
          numbersOf({ ...shared, own: run, isRun: true, tallies, medianSeconds }),
          ...snapshot.parts.map((part) => numbersOf({ ...shared, own: part, isRun: false, tallies: [] })),
        ]
        for (const { endsAt, unit: _, ...numbers } of all) {
          expect(Object.values(numbers).every((value) => value === null || Number.isFinite(value))).toBe(true)
          expectInstant(endsAt, now)
        }
        for (const tally of tallies) expectInstant(tally.endsAt, now)
        for (const part of snapshot.parts) expectInstant(ownEndAt(part, { attempt, now }), now)
      }
    }),
    { seed, numRuns: 150 },
  )
})
