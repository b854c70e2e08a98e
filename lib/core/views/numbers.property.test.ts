import fc from 'fast-check'
import { expect, it } from 'vitest'
import { applyBeat } from '../beats/apply-beat'
import { aBeat, aSnapshot, NOW } from '../test-kit'
import type { Beat, MonitorSnapshot, Run } from '../types'
import { numbersOf } from './numbers'
import { tallyParts } from './tally'

const SHARDS = ['c1', 'c2', 'c3', 'c4']

/** What one container does next: how much it adds, or how it ends. */
const move = fc.record({
  shard: fc.constantFrom(...SHARDS),
  signal: fc.constantFrom<Beat['signal']>('start', 'progress', 'progress', 'success', 'fail'),
  add: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.constant(0.1)),
  total: fc.option(fc.constant(100), { nil: null }),
  seconds: fc.integer({ min: 0, max: 3_000 }),
})
const history = fc.record({
  shards: fc.option(fc.integer({ min: 1, max: 6 }), { nil: null }),
  total: fc.option(fc.constant(400), { nil: null }),
  attempt: fc.constantFrom(1, 2),
  moves: fc.array(move, { maxLength: 40 }),
})

const seed = Number(process.env.MODEL_SEED ?? 1)
const HOUR = 3_600_000

function look(snapshot: MonitorSnapshot, now: number, isMoving: boolean) {
  const run = snapshot.runs.at(-1) as Run
  const tallies = tallyParts(snapshot.parts, { attempt: run.attempt, now })
  return numbersOf({ own: run, isRun: true, attempt: run.attempt, isMoving, tallies, now })
}

it('for any history of containers, done never falls, a fraction is from 0 to 1, and no rate is negative or from an earlier attempt', () => {
  fc.assert(
    fc.property(history, ({ shards, total, attempt, moves }) => {
      const opening = aBeat({ signal: 'start', runKey: 'k', attempt, shards, total, newRunId: 'r' })
      let snapshot = applyBeat(aSnapshot({ config: { schedule: { type: 'none' } } }), opening).snapshot
      let now = NOW
      let before = 0
      for (const { shard, signal, add, total: of, seconds } of moves) {
        now += seconds * 1000
        // A part that succeeded counts as its total. A beat that ends this state removes work, so
        // such a move is skipped.
        if (snapshot.parts.some((part) => part.shard === shard && part.state === 'succeeded')) continue
        const amounts = signal === 'start' ? {} : { add }
        snapshot = applyBeat(
          snapshot,
          aBeat({ signal, runKey: 'k', shard, total: of, receivedAt: now, ...amounts }),
        ).snapshot
        const { done, fraction, perHour, endsAt } = look(snapshot, now, true)
        expect(done ?? 0).toBeGreaterThanOrEqual(before)
        before = Math.max(before, done ?? 0)
        expect(fraction ?? 0).toBeGreaterThanOrEqual(0)
        expect(fraction ?? 0).toBeLessThanOrEqual(1)
        expect(perHour ?? 0).toBeGreaterThanOrEqual(0)
        // No rate is higher than all work so far within the shortest time for a rate.
        expect(perHour ?? 0).toBeLessThanOrEqual(((before + 1) * HOUR) / 60_000)
        if (endsAt !== null) expect(endsAt).toBeGreaterThanOrEqual(now)
        if (done !== null) expect(String(done)).toMatch(/^\d+(\.\d{1,11})?$/)
        const still = look(snapshot, now, false)
        expect([still.perHour, still.endsAt, still.done]).toEqual([null, null, done])
      }
    }),
    { seed, numRuns: 300 },
  )
})
