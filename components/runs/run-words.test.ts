import { describe, expect, it } from 'vitest'
import type { RunView, ShardView, StepView } from '@/lib/contract/runs'
import { runWords, shardWords } from './run-words'

const clock = { now: Date.parse('2026-11-22T02:41:00Z'), zone: 'UTC' }

const run: RunView = {
  id: 'run_1',
  number: 4182,
  monitorId: 'mon_1',
  monitorName: 'crawl',
  key: null,
  attempt: 1,
  attempts: 1,
  state: 'running',
  shown: 'running',
  reason: null,
  startedAt: '2026-11-22T02:00:00.000Z',
  endedAt: null,
  durationSeconds: 2460,
  lastBeatAt: '2026-11-22T02:40:00.000Z',
  deadlineAt: null,
  done: null,
  total: null,
  unit: null,
  fraction: null,
  message: null,
  away: null,
  inDoubt: null,
  perHour: null,
  endsAt: null,
  medianSeconds: null,
  detail: null,
  shardsExpected: null,
  output: null,
  outputTruncated: false,
  steps: [],
  shards: [],
  version: '1',
}

const shard = (state: ShardView['state'], name: string): ShardView => ({
  shard: name,
  state,
  startedAt: '2026-11-22T02:00:00.000Z',
  endedAt: null,
  durationSeconds: 60,
  done: null,
  total: null,
  unit: null,
  fraction: null,
  perHour: null,
  lastBeatAt: '2026-11-22T02:40:00.000Z',
  message: null,
  checkpoint: null,
})

const { shard: _, ...part } = shard('running', '')
const step = (name: string): StepView => ({ ...part, step: name, position: 0, shardsExpected: null, shards: [] })

describe('runWords', () => {
  it.each<[Partial<RunView>, string]>([
    [{}, 'running 41 min'],
    [
      { steps: [step('transform')], fraction: 0.41, endsAt: '2026-11-22T02:58:00.000Z' },
      'running 41 min, transform 41 %, ends about 02:58',
    ],
    [{ endsAt: '2026-11-22T02:40:00.000Z' }, 'running 41 min'],
    [{ shown: 'stalled', steps: [step('load')] }, 'load has stopped advancing; running 41 min, load'],
    [{ shown: 'silent' }, 'no beat for 1 min; its end was not heard'],
    [{ shown: 'succeeded', durationSeconds: 252 }, 'succeeded in 4 min 12 s'],
    [{ shown: 'succeeded', durationSeconds: null }, 'succeeded'],
    [
      { shown: 'partial', shards: [shard('failed', 'a'), shard('succeeded', 'b')], shardsExpected: 8 },
      'succeeded, 1 of 8 shards failed, in 41 min',
    ],
    [{ shown: 'failed', reason: 'failed' }, 'failed after 41 min'],
    [{ shown: 'timed_out' }, 'timed out after 41 min'],
  ])('%o reads "%s"', (change, words) => {
    expect(runWords({ ...run, ...change }, clock)).toBe(words)
  })
})

it('shards that were not heard of count as outstanding', () => {
  expect(shardWords([shard('succeeded', 'a'), shard('failed', 'b')], 8)).toBe('1 of 8 shards, 1 failed')
  expect(shardWords([], null)).toBe(null)
})
