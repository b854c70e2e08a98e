import { describe, expect, it } from 'vitest'
import { aPart, aRun } from '../test-kit'
import type { Part, Run } from '../types'
import type { NumbersInput } from './numbers-input'
import { sumParts } from './sum-parts'
import { tallyParts } from './tally'

const HOUR = 3_600_000

const shard = (name: string, given: Partial<Part> = {}): Part => aPart({ startedAt: 0, shard: name, ...given })
const step = (name: string, given: Partial<Part> = {}): Part => aPart({ startedAt: 0, step: name, ...given })
const succeeded = { state: 'succeeded', endedAt: HOUR } as const

function sum(parts: readonly Part[], { run, ...given }: Partial<NumbersInput> & { run?: Partial<Run> } = {}) {
  const tallies = tallyParts(parts, { attempt: 1, now: HOUR })
  const own = aRun({ startedAt: 0, ...run })
  return sumParts({ own, isRun: true, attempt: 1, isMoving: true, tallies, now: HOUR, ...given })
}

it('nothing is known of no parts', () => {
  expect(sum([])).toEqual({
    done: null,
    gained: 0,
    gainedLastHour: 0,
    total: null,
    unit: null,
    fromAt: null,
    fraction: null,
    endsAt: null,
    hasSteps: false,
  })
})

describe('the unit', () => {
  const rows = step('load', { done: 5, unit: 'rows' })

  it.each<[string, Part[], Partial<Run>, number | null, string | null]>([
    ['of one part is that of all', [rows, step('check', { done: 2 })], {}, 7, 'rows'],
    ['may be that of the run', [rows], { unit: 'rows' }, 5, 'rows'],
    ['of the run is that of parts without one', [step('check', { done: 2 })], { unit: 'rows' }, 2, null],
    ['of the run is another one: nothing is summed', [rows], { unit: 'files' }, null, null],
    ['differs between two steps: nothing is summed', [rows, step('check', { done: 2, unit: 'files' })], {}, null, null],
    [
      'differs between two shards of one step: nothing is summed',
      [shard('a', { done: 5, unit: 'rows' }), shard('b', { done: 2, unit: 'files' }), step('check', { done: 1 })],
      {},
      null,
      null,
    ],
  ])('%s', (_, parts, run, done, unit) => {
    expect(sum(parts, { run })).toMatchObject({ done, unit })
  })
})

describe('what was done', () => {
  it.each<[string, Part[], number | null]>([
    ['by shards without totals is summed', [shard('a', { done: 3 }), shard('b', { done: 4 })], 7],
    [
      'is what the step says, if no shard has a total',
      [step('load', { done: 9 }), shard('a', { step: 'load', done: 4 })],
      9,
    ],
    ['is that of the shards, if the step says nothing', [step('load'), shard('a', { step: 'load', done: 4 })], 4],
    ['is that of shards whose step is not told', [shard('a', { step: 'load', done: 4 })], 4],
    ['is unknown where no part says anything', [step('load'), shard('a')], null],
  ])('%s', (_, parts, done) => {
    expect(sum(parts).done).toBe(done)
  })

  it('is counted from the earliest base of the parts that reported', () => {
    const parts = [
      step('a', { startedAt: 100 }),
      step('b', { startedAt: 300, done: 1 }),
      step('c', { startedAt: 200, done: 1 }),
    ]
    expect(sum(parts).fromAt).toBe(200)
  })

  it('in the last hour is summed over the same parts', () => {
    const parts = [
      step('load'),
      shard('a', { step: 'load', done: 4 }),
      step('check', { done: 1 }),
      step('last', { done: 1 }),
    ]
    const groups = [
      { step: 'load', ofShards: false, gained: 100 },
      { step: 'check', ofShards: true, gained: 50 },
      { step: 'load', ofShards: true, gained: 7 },
      { step: 'check', ofShards: false, gained: 2 },
    ]
    expect(sum(parts, { hour: { own: 1_000, groups } }).gainedLastHour).toBe(9)
  })
})

describe('the total', () => {
  const extract = step('extract', { total: 10 })
  const load = step('load', { total: 5 })

  it.each<[string, Part[], Partial<NumbersInput> & { run?: Partial<Run> }, number | null]>([
    ['is that of all steps', [extract, load], { declaredSteps: ['extract', 'load'] }, 15],
    ['is unknown while a declared step has not begun', [extract], { declaredSteps: ['extract', 'load'] }, null],
    ['is unknown while a step has none', [extract, step('load')], {}, null],
    ['is that of steps that nobody declared', [extract, load], {}, 15],
    ['is unknown before the first of the expected shards', [], { run: { shardsExpected: 3 } }, null],
    ['is unknown before all of the expected shards', [shard('a', { total: 1 })], { run: { shardsExpected: 2 } }, null],
    [
      'is that of all expected shards',
      [shard('a', { total: 1 }), shard('b', { total: 2 })],
      { run: { shardsExpected: 2 } },
      3,
    ],
  ])('%s', (_, parts, given, total) => {
    expect(sum(parts, given).total).toBe(total)
  })
})

describe('the share of what has succeeded', () => {
  const load = [step('load', { shardsExpected: 2 }), shard('a', { step: 'load', ...succeeded })]
  const check = step('check', succeeded)

  it.each<[string, Part[], Partial<NumbersInput> & { run?: Partial<Run> }, number | null]>([
    ['is that of the shards of the run', [shard('a', succeeded), shard('b')], { run: { shardsExpected: 4 } }, 1 / 4],
    ['is nothing before the first of them', [], { run: { shardsExpected: 4 } }, 0],
    ['is unknown where none are expected', [], { run: { shardsExpected: 0 } }, null],
    ['is all at most', ['a', 'b', 'c'].map((name) => shard(name, succeeded)), { run: { shardsExpected: 2 } }, 1],
    [
      'counts shards that nobody expected',
      [...['a', 'b', 'c'].map((name) => shard(name, succeeded)), shard('d')],
      { run: { shardsExpected: 2 } },
      3 / 4,
    ],
    ['is that of the steps, each by its shards', [...load, check], {}, 3 / 4],
    ['leaves out shards of the run whose number is unknown', [...load, check, shard('x')], {}, 3 / 4],
    ['is unknown where a step does not say how many shards it has', [...load, step('check')], {}, null],
    ['is unknown where no shards are expected of a step', [...load, step('check', { shardsExpected: 0 })], {}, null],
    ['is unknown where no step says how many it has', [step('load', succeeded), check], {}, null],
    ['is nothing before the first shard of a step', [step('load', { shardsExpected: 2 })], {}, 0],
    ['is that of the declared steps', [step('load'), check], { declaredSteps: ['load', 'check', 'last'] }, 1 / 3],
    ['counts steps that are not declared', [...load, check], { declaredSteps: ['load'] }, 3 / 4],
    ['is unknown of shards whose step and number are not told', [shard('a', { step: 'load' })], {}, null],
  ])('%s', (_, parts, given, fraction) => {
    expect(sum(parts, given).fraction).toBe(fraction)
  })
})

describe('the end of the last shard', () => {
  const half = { done: 5, total: 10 }
  const parts = [shard('a', half), shard('b', { done: 2, total: 10 })]

  it.each<[string, Part[], number | null, number | null]>([
    ['is that of the slowest one', parts, 2, 5 * HOUR],
    ['is known without their number', parts, null, 5 * HOUR],
    ['is unknown while one has not begun', parts, 3, null],
    ['is unknown where one has no end', [...parts, shard('c')], 3, null],
    ['is unknown where none runs', [shard('a', { ...half, ...succeeded })], 1, null],
    ['is not that of a step', [step('load', half), shard('a', { step: 'load', ...half })], null, null],
  ])('%s', (_, given, shardsExpected, endsAt) => {
    expect(sum(given, { run: { shardsExpected } }).endsAt).toBe(endsAt)
  })

  it('is of the run, although a step comes first', () => {
    const { endsAt, hasSteps } = sum([shard('x', { step: 'load', done: 1, total: 9 }), ...parts])
    expect([endsAt, hasSteps]).toEqual([5 * HOUR, true])
  })
})
