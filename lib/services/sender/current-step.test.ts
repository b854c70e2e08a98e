import { expect, test } from 'vitest'
import type { StepFacts } from '@/lib/db/sender/event-facts'
import { currentStep, whereItHung } from './current-step'

function step(name: string, state: StepFacts['state'], lastBeatAt = 0): StepFacts {
  return {
    step: name,
    state,
    startedAt: 0,
    endedAt: null,
    lastBeatAt,
    done: null,
    total: null,
    unit: null,
    message: null,
    checkpoint: null,
    shardsExpected: null,
    shardsSucceeded: 0,
    shardsFailed: 0,
  }
}

test.each([
  ['no steps', [], null, null],
  ['the running one', [step('a', 'succeeded'), step('b', 'running'), step('c', 'succeeded')], null, 'b'],
  ['of two running steps, the one with the latest beat', [step('a', 'running', 9), step('b', 'running', 5)], null, 'a'],
  ['without a running step, the last failed one', [step('a', 'failed'), step('b', 'succeeded')], null, 'a'],
  ['if all succeeded, the last one', [step('a', 'succeeded'), step('b', 'succeeded')], null, 'b'],
  ['the one that the reason names', [step('a', 'failed'), step('b', 'running')], 'a', 'a'],
  ['the step of the shard that the reason names', [step('a', 'running'), step('b', 'running', 9)], 'a/3', 'a'],
  ['a shard of the run itself names no step', [step('a', 'running')], 'shard-3', 'a'],
] as const)('the current step of a run is %s', (_, steps, part, where) => {
  expect(currentStep(steps, part)).toBe(where)
})

test.each([
  ['a shard of the run', [], [{ step: '', shard: '5' }], '/5'],
  ['a shard of the current step', [step('load', 'running')], [{ step: 'load', shard: 'a/b' }], 'load/a/b'],
  ['no shard of an earlier step', [step('load', 'running')], [{ step: 'extract', shard: '3' }], null],
  ['nothing, if no shard is open', [step('load', 'running')], [], null],
] as const)('a run hung in %s', (_, steps, quietShards, part) => {
  expect(whereItHung({ steps: [...steps], quietShards: [...quietShards] })).toBe(part)
})
