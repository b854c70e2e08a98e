import { expect, it } from 'vitest'
import { aPart } from '../test-kit'
import { tallyParts } from './tally'

const HOUR = 3_600_000
const clock = { attempt: 1, now: 2 * HOUR }

it('a step has one tally of its own and one of its shards; so have the shards of the run', () => {
  const parts = [
    aPart({ step: 'load', shardsExpected: 4 }),
    aPart({ step: 'load', shard: 'a' }),
    aPart({ step: 'load', shard: 'b' }),
    aPart({ shard: 'a' }),
    aPart({ step: 'check' }),
  ]
  const named = tallyParts(parts, clock).map(({ step, ofShards, parts: count, expected }) => {
    return [step, ofShards, count, expected]
  })
  expect(named).toEqual([
    ['load', false, 1, 4],
    ['load', true, 2, null],
    ['', true, 1, null],
    ['check', false, 1, null],
  ])
})

it('a tally has the sums of its parts, and the latest end of those that run', () => {
  const shard = { step: 'load', startedAt: HOUR }
  const parts = [
    aPart({ ...shard, shard: '1', done: 10, total: 40, unit: 'rows' }),
    aPart({ ...shard, shard: '2', done: 20, total: 40, unit: 'files', startedAt: 0 }),
    aPart({ ...shard, shard: '3', done: 30, total: 50, state: 'succeeded', endedAt: HOUR }),
    aPart({ ...shard, shard: '4', done: 5, total: 90, state: 'failed', endedAt: HOUR, unit: 'rows' }),
    aPart({ ...shard, shard: '5', state: 'partial', endedAt: HOUR }),
    aPart({ ...shard, shard: '6' }),
  ]
  expect(tallyParts(parts, clock)).toEqual([
    {
      step: 'load',
      ofShards: true,
      parts: 6,
      running: 3,
      succeeded: 1,
      failed: 2,
      done: 10 + 20 + 50 + 5,
      gained: 10 + 20 + 50 + 5,
      total: 40 + 40 + 50 + 90,
      withTotal: 4,
      unit: 'files',
      units: 2,
      fromAt: 0,
      endsAt: 5 * HOUR,
      withEnd: 2,
      expected: null,
    },
  ])
})

it('a tally of parts that reported nothing has no counts and no end', () => {
  expect(tallyParts([aPart({ shard: 'a', startedAt: HOUR })], clock)).toMatchObject([
    { done: null, gained: 0, total: null, withTotal: 0, unit: null, units: 0, endsAt: null, withEnd: 0 },
  ])
})

it('a tally counts from the earliest base of the rates of its parts', () => {
  const parts = [
    aPart({ shard: 'a', startedAt: 0, rateFromAt: HOUR, rateFromDone: 3, done: 8 }),
    aPart({ shard: 'b', startedAt: HOUR / 2, done: 2 }),
  ]
  expect(tallyParts(parts, clock)).toMatchObject([{ fromAt: HOUR / 2, gained: 7, done: 10 }])
})

it('without parts there is no tally', () => {
  expect(tallyParts([], clock)).toEqual([])
})
