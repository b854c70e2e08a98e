import { describe, expect, it } from 'vitest'
import { aPart, aRun } from '../test-kit'
import type { Part, Run } from '../types'
import { numbersOf } from './numbers'
import type { NumbersInput } from './numbers-input'
import { tallyParts } from './tally'

const HOUR = 3_600_000

const shard = (name: string, given: Partial<Part> = {}): Part => aPart({ startedAt: 0, shard: name, ...given })
const step = (name: string, given: Partial<Part> = {}): Part => aPart({ startedAt: 0, step: name, ...given })

function numbers(run: Partial<Run>, parts: readonly Part[] = [], given: Partial<NumbersInput> = {}) {
  const own = aRun({ startedAt: 0, ...run })
  const now = given.now ?? HOUR
  const { attempt } = own
  const isMoving = own.state === 'running'
  return numbersOf({ own, isRun: true, attempt, isMoving, tallies: tallyParts(parts, { attempt, now }), now, ...given })
}

describe('a run’s own numbers', () => {
  it.each<[string, Partial<Run>, object]>([
    [
      'give its likely end',
      { done: 1500, total: 3000 },
      { done: 1500, total: 3000, fraction: 0.5, perHour: 1500, endsAt: 2 * HOUR },
    ],
    ['are unknown if nothing was reported', {}, { done: null, fraction: null, perHour: null, endsAt: null }],
    ['have a rate, even without a total', { done: 9 }, { perHour: 9, endsAt: null, fraction: null }],
    ['have no end with a rate of zero', { done: 0, total: 9 }, { perHour: 0, endsAt: null, fraction: 0 }],
    ['end now if the total is reached', { done: 9, total: 9 }, { endsAt: HOUR, fraction: 1 }],
    ['end now if done is above the total', { done: 12, total: 9 }, { endsAt: HOUR, fraction: 1 }],
    ['have no fraction of a total of zero', { done: 0, total: 0 }, { endsAt: null, fraction: null }],
    ['count from the value that the start reported', { done: 700, rateFromAt: 0, rateFromDone: 500 }, { perHour: 200 }],
    [
      'of a later attempt have no rate before its first done',
      { done: 700, attempt: 2 },
      { perHour: null, endsAt: null },
    ],
    [
      'of a later attempt count from its first done',
      { done: 9_100, total: 9_200, attempt: 2, rateFromAt: HOUR / 2, rateFromDone: 9_000 },
      { perHour: 200, endsAt: 1.5 * HOUR },
    ],
    ['are without rounding errors of binary fractions', { done: 40.0000000000003 }, { done: 40, perHour: 40 }],
    ['keep every digit of a whole number', { done: 9_007_199_254_740_991 }, { done: 9_007_199_254_740_991 }],
  ])('%s', (_, run, expected) => {
    expect(numbers(run)).toMatchObject(expected)
  })

  it('use at least one minute for a rate', () => {
    expect(numbers({ done: 10 }, [], { now: 1000 }).perHour).toBe(600)
  })
})

it.each<[string, Partial<Run>, Partial<NumbersInput>]>([
  ['silent or stalled', {}, { isMoving: false }],
  ['failed', { state: 'failed', endedAt: HOUR }, {}],
  ['timed out', { state: 'timed_out', endedAt: HOUR }, {}],
  ['lost', { state: 'lost', endedAt: HOUR }, {}],
  ['unjudged', { state: 'unjudged', endedAt: HOUR }, {}],
])('a run that is %s has no rate and no end', (_, run, given) => {
  const medianSeconds = 7_200
  const parts = [shard('a', { done: 5, total: 10 })]
  for (const own of [{ done: 5, total: 10 }, {}]) {
    const { perHour, endsAt, done } = numbers({ ...run, ...own }, parts, { medianSeconds, ...given })
    expect({ perHour, endsAt, done }).toEqual({ perHour: null, endsAt: null, done: 5 })
  }
})

it('a run that succeeded keeps the rate of its whole time', () => {
  expect(numbers({ state: 'succeeded', endedAt: 2 * HOUR, done: 10 }, [], { now: 9 * HOUR })).toMatchObject({
    perHour: 5,
    endsAt: null,
  })
})

describe('the sum of parts', () => {
  const eight = Array.from({ length: 8 }, (_, i) => shard(`c${i}`, { done: 200, total: 375, unit: 'queries' }))

  it('is used for each number that the run does not report', () => {
    expect(numbers({ shardsExpected: 8 }, eight)).toMatchObject({
      done: 1600,
      total: 3000,
      unit: 'queries',
      fraction: 1600 / 3000,
    })
    expect(numbers({ shardsExpected: 8, total: 3200, done: 0 }, eight)).toMatchObject({ done: 1600, total: 3200 })
    expect(numbers({ shardsExpected: 8, done: 7 }, eight)).toMatchObject({ done: 7, total: 3000 })
  })

  it('includes the work of a failed shard, but does not count the shard as succeeded', () => {
    const parts = eight.map((part, i) => ({ ...part, state: i === 7 ? ('failed' as const) : ('succeeded' as const) }))
    const before = numbers({ shardsExpected: 8, total: 3000 }, [...parts.slice(0, 7), eight[7]!])
    const after = numbers({ shardsExpected: 8, total: 3000 }, parts)
    expect([before.done, after.done, after.fraction]).toEqual([7 * 375 + 200, 7 * 375 + 200, (7 * 375 + 200) / 3000])
    expect(
      numbers(
        { shardsExpected: 8 },
        parts.map((part) => ({ ...part, total: null })),
      ).fraction,
    ).toBe(7 / 8)
  })

  it('has a total and a fraction of it only if every expected shard has a total', () => {
    const { total, fraction, done } = numbers({ shardsExpected: 8 }, eight.slice(0, 5))
    expect({ total, fraction, done }).toEqual({ total: null, fraction: 0, done: 1000 })
  })

  it('works for containers that report their work only at their end', () => {
    const ended = Array.from({ length: 5 }, (_, i) => shard(`c${i}`, { done: 37, state: 'succeeded', endedAt: HOUR }))
    const hour = { own: 0, groups: [{ step: '', ofShards: true, gained: 111 }] }
    expect(numbers({ shardsExpected: 8 }, ended, { hour })).toMatchObject({
      done: 185,
      total: null,
      fraction: 5 / 8,
      perHour: 185,
      doneLastHour: 111,
    })
  })

  it('uses the shards of a step if one has a total, else the step', () => {
    const load = (name: string, given: Partial<Part>) => shard(name, { step: 'load', ...given })
    const extract = step('extract', { done: 100, total: 100, state: 'succeeded' })
    const sharded = [
      extract,
      step('load', { done: 3, shardsExpected: 2 }),
      load('a', { done: 10, total: 50 }),
      load('b', {}),
    ]
    expect(numbers({}, sharded)).toMatchObject({ done: 110, total: null })
    const plain = [extract, step('load', { done: 3, total: 9 }), load('a', { done: 10 })]
    expect(numbers({}, plain)).toMatchObject({ done: 103, total: 109, fraction: 103 / 109 })
    expect(numbers({}, plain, { declaredSteps: ['extract', 'load', 'index'] })).toMatchObject({
      done: 103,
      total: null,
      fraction: 1 / 3,
    })
  })

  it('is null for different units', () => {
    const files = step('extract', { done: 12, unit: 'files' })
    const rows = step('load', { done: 9_000, unit: 'rows' })
    expect(numbers({}, [files, rows]).done).toBe(null)
    expect(numbers({ unit: 'rows', total: 9 }, [files])).toMatchObject({ done: null, total: 9, fraction: null })
  })

  it('counts a shard that succeeded as its total', () => {
    expect(numbers({ shardsExpected: 1 }, [shard('a', { done: 90, total: 100, state: 'succeeded' })])).toMatchObject({
      done: 100,
      fraction: 1,
    })
  })
})

describe('the end', () => {
  const slow = shard('slow', { done: 10, total: 40 })
  const fast = shard('fast', { done: 30, total: 40 })

  it('is the end of the shard that ends last, if all have begun', () => {
    expect(numbers({ shardsExpected: 2 }, [slow, fast]).endsAt).toBe(4 * HOUR)
  })

  it('is the remaining work at the common rate, while some shards have not begun', () => {
    expect(numbers({ shardsExpected: 3, total: 120 }, [slow, fast]).endsAt).toBe(3 * HOUR)
    expect(numbers({ shardsExpected: 3 }, [slow, fast]).endsAt).toBe(null)
  })

  it('is unknown for steps in order, unless the run has a total or earlier runs took long enough', () => {
    const load = step('load', { done: 10, total: 40 })
    expect(numbers({}, [load]).endsAt).toBe(null)
    expect(numbers({ total: 80 }, [load]).endsAt).toBe(8 * HOUR)
    expect(numbers({}, [load], { medianSeconds: 7_200 }).endsAt).toBe(2 * HOUR)
    expect(numbers({}, [load], { medianSeconds: 60 }).endsAt).toBe(null)
  })

  it('is by the run’s own count and total, if it reports both', () => {
    const own = { done: 30, total: 90 }
    expect(numbers({ ...own, shardsExpected: 2 }, [slow, fast]).endsAt).toBe(3 * HOUR)
    expect(numbers({ ...own, done: 0, shardsExpected: 2 }, [slow, fast]).endsAt).toBe(4 * HOUR)
    expect(numbers({ ...own, done: null, shardsExpected: 2 }, [slow, fast]).endsAt).toBe(4 * HOUR)
    expect(numbers({ ...own, total: null, shardsExpected: 2 }, [slow, fast]).endsAt).toBe(4 * HOUR)
  })

  it('is not that of the shards of the run where it has steps too', () => {
    expect(numbers({ shardsExpected: 2 }, [slow, fast, step('load', { done: 1, total: 2 })]).endsAt).toBe(null)
  })

  it('is unknown for a run that has taken as long as earlier ones, or whose start is unknown', () => {
    expect(numbers({}, [], { medianSeconds: 3_601 }).endsAt).toBe(3_601_000)
    expect(numbers({}, [], { medianSeconds: 3_600 }).endsAt).toBe(null)
    expect(numbers({ startedAt: null }, [], { medianSeconds: 7_200 }).endsAt).toBe(null)
  })
})

describe('a run that has ended', () => {
  const extract = step('extract', { done: 100, total: 100, state: 'succeeded' })
  const declaredSteps = ['extract', 'load']

  it('with success needs no more steps', () => {
    const ended = { state: 'succeeded', endedAt: HOUR } as const
    expect(numbers(ended, [extract], { declaredSteps })).toMatchObject({ total: 100, fraction: 1 })
    expect(numbers({}, [extract], { declaredSteps })).toMatchObject({ total: null, fraction: 0.5 })
    expect(numbers(ended, [step('load', { shardsExpected: 2 })]).fraction).toBe(0)
  })

  it('partial keeps the rate of its whole time', () => {
    expect(numbers({ state: 'partial', endedAt: 2 * HOUR, done: 10 }, [], { now: 9 * HOUR }).perHour).toBe(5)
  })

  it.each([
    ['no rate without a start', { startedAt: null }, null],
    ['no rate where its first done came after the end', { rateFromAt: 2 * HOUR, rateFromDone: 0 }, null],
    ['the rate of a minute where it took no time', { startedAt: HOUR }, 600],
  ])('has %s', (_, run, perHour) => {
    expect(numbers({ state: 'succeeded', endedAt: HOUR, done: 10, ...run }).perHour).toBe(perHour)
  })

  it('has done what it said, and a step or shard all of it', () => {
    const half = { state: 'succeeded', done: 40, total: 80 } as const
    expect(numbers(half)).toMatchObject({ done: 40, fraction: 0.5 })
    const part = { own: shard('a', half), isRun: false }
    expect(numbers({}, [], part)).toMatchObject({ done: 80, fraction: 1 })
    expect(numbers({}, [], { ...part, own: shard('a', { ...half, done: null, total: null }) }).fraction).toBe(1)
    expect(numbers({}, [], { ...part, own: shard('a', { ...half, state: 'running' }) }).fraction).toBe(0.5)
  })
})

describe('what was done in the last hour', () => {
  const hour = { own: 7, groups: [{ step: 'load', ofShards: false, gained: 3 }] }
  const load = step('load', { done: 9 })

  it.each<[string, Partial<Run>, Part[], Partial<NumbersInput>, number | null]>([
    ['is its own', { done: 20 }, [load], { hour }, 7],
    ['is that of its parts', {}, [load], { hour }, 3],
    ['is never less than nothing', { done: 20 }, [], { hour: { own: -2, groups: [] } }, 0],
    ['is unknown where nothing was counted', { done: 20 }, [load], {}, null],
    ['is unknown where nothing was reported', {}, [], { hour }, null],
    [
      'is unknown for different units',
      {},
      [load, step('x', { done: 1, unit: 'a' }), step('y', { done: 1, unit: 'b' })],
      { hour },
      null,
    ],
  ])('%s', (_, run, parts, given, doneLastHour) => {
    expect(numbers(run, parts, given).doneLastHour).toBe(doneLastHour)
  })
})

it('work in different units has no rate', () => {
  expect(numbers({}, [step('x', { done: 1, unit: 'a' }), step('y', { done: 1, unit: 'b' })]).perHour).toBe(null)
})
