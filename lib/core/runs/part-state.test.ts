import { describe, expect, it } from 'vitest'
import { aPart, aRun, NOW } from '../test-kit'
import type { PartState } from '../types'
import { changePartState } from './part-state'

/** What the counters of one run, and of the step of a shard, are after the changes. */
function counters(states: PartState[], { shard, hasStep }: { shard: string; hasStep: boolean }) {
  const run = aRun()
  const step = hasStep ? aPart({ step: 'load' }) : null
  const part = aPart({ step: hasStep ? 'load' : '', shard })
  for (const state of states) changePartState(part, { state, at: NOW, run, step })
  const of = (owner: { shardsSucceeded: number; shardsFailed: number } | null) =>
    owner && [owner.shardsSucceeded, owner.shardsFailed]
  return { run: of(run), step: of(step), partsFailed: run.partsFailed }
}

describe('a shard', () => {
  it.each<[PartState[], number[], number]>([
    [['succeeded'], [1, 0], 0],
    [['failed'], [0, 1], 1],
    [['partial'], [0, 0], 1],
    [['failed', 'succeeded'], [1, 0], 0],
    [['succeeded', 'failed'], [0, 1], 1],
    [['succeeded', 'running'], [0, 0], 0],
    [['failed', 'failed'], [0, 1], 1],
    [['partial', 'running'], [0, 0], 0],
  ])('that becomes %j is counted by its step, or by the run, as %j; failed parts are %i', (states, counts, failed) => {
    expect(counters(states, { shard: '1', hasStep: true })).toEqual({ run: [0, 0], step: counts, partsFailed: failed })
    expect(counters(states, { shard: '1', hasStep: false })).toEqual({ run: counts, step: null, partsFailed: failed })
  })
})

it('a step is no shard of its own', () => {
  expect(counters(['failed'], { shard: '', hasStep: true })).toEqual({ run: [0, 0], step: [0, 0], partsFailed: 1 })
  expect(counters(['succeeded'], { shard: '', hasStep: true })).toEqual({ run: [0, 0], step: [0, 0], partsFailed: 0 })
})

it('a part has an end unless it runs, and the same state again changes nothing', () => {
  const part = aPart({ shard: '1' })
  const change = (state: PartState, at: number) => changePartState(part, { state, at, run: aRun(), step: null })
  expect([change('succeeded', NOW + 1), part.state, part.endedAt]).toEqual([true, 'succeeded', NOW + 1])
  expect([change('succeeded', NOW + 2), part.endedAt]).toEqual([false, NOW + 1])
  expect([change('running', NOW + 3), part.state, part.endedAt]).toEqual([true, 'running', null])
})
