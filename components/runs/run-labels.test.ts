import { describe, expect, it } from 'vitest'
import type { RunView, ShardView, StepView } from '@/lib/contract/runs'
import { runLabels, shardLabels } from './run-labels'

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
  away: null,
  inDoubt: null,
  doneLastHour: null,
  perHour: null,
  endsAt: null,
  message: null,
  medianSeconds: null,
  partsTotal: 0,
  partsCursor: null,
  detail: null,
  shardsExpected: null,
  output: null,
  outputTruncated: false,
  steps: [],
  expectedSteps: [],
  shards: [],
  partsDropped: 0,
  version: '1',
}

const shard = (state: ShardView['state'], name: string): ShardView => ({
  shard: name,
  state,
  shown: state,
  startedAt: '2026-11-22T02:00:00.000Z',
  endedAt: null,
  durationSeconds: 60,
  done: null,
  total: null,
  unit: null,
  fraction: null,
  perHour: null,
  endsAt: null,
  lastBeatAt: '2026-11-22T02:40:00.000Z',
  message: null,
  checkpoint: null,
})

const { shard: _, ...part } = shard('running', '')
const step = (name: string, change: Partial<StepView> = {}): StepView => ({
  ...part,
  step: name,
  position: 0,
  implied: false,
  shardsExpected: null,
  shards: [],
  ...change,
})

describe('runLabels', () => {
  it.each<[Partial<RunView>, string]>([
    [{}, 'running 41 min'],
    [
      { steps: [step('transform')], fraction: 0.41, endsAt: '2026-11-22T02:58:00.000Z' },
      'running 41 min, transform 41 %, ends about 02:58',
    ],
    [{ endsAt: '2026-11-22T02:40:00.000Z' }, 'running 41 min'],
    [{ shown: 'stalled', steps: [step('load', { shown: 'stalled' })] }, 'load has not moved for 1 min'],
    [{ shown: 'stalled', fraction: 0.4 }, 'it has not moved for 1 min, 40 %'],
    [{ shown: 'silent' }, 'no beat for 1 min'],
    [{ shown: 'silent', steps: [step('load', { shown: 'silent' })] }, 'no beat for 1 min in load'],
    [
      { steps: [step('load', { state: 'failed', shown: 'failed', message: 'disk full' })] },
      'running 41 min, load failed: disk full',
    ],
    [
      { shards: [{ ...shard('failed', '5'), message: 'connection refused\nmore' }] },
      'running 41 min, shard 5 failed: connection refused',
    ],
    [{ shown: 'succeeded', durationSeconds: 252 }, 'succeeded in 4 min 12 s'],
    [{ shown: 'succeeded', durationSeconds: null }, 'succeeded'],
    [
      { shown: 'partial', shards: [shard('failed', 'a'), shard('succeeded', 'b')], shardsExpected: 8 },
      'succeeded, 1 of 8 shards failed, in 41 min',
    ],
    [{ shown: 'failed', reason: 'failed' }, 'failed after 41 min'],
    [{ shown: 'failed', message: 'no space left' }, 'failed after 41 min: no space left'],
    [
      {
        shown: 'failed',
        durationSeconds: 0.008,
        steps: [step('load', { state: 'ended', shown: 'died' })],
        message: 'killed',
      },
      'failed after 8 ms in load: killed',
    ],
    [
      {
        shown: 'failed',
        message: 'job failed',
        steps: [step('load', { state: 'failed', shown: 'failed', message: 'disk full' })],
      },
      'failed after 41 min in load: disk full',
    ],
    [{ shown: 'timed_out' }, 'exceeded max runtime after 41 min'],
    [
      { shown: 'timed_out', steps: [step('load', { state: 'ended', shown: 'died' })] },
      'exceeded max runtime after 41 min in load',
    ],
    [
      { shown: 'lost', steps: [step('load', { state: 'ended', shown: 'died' })] },
      'never ended in load: a newer run replaced it',
    ],
  ])('%o reads "%s"', (change, words) => {
    expect(runLabels({ ...run, ...change }, clock)).toBe(words)
  })
})

it('shards without a beat count as outstanding', () => {
  expect(shardLabels([shard('succeeded', 'a'), shard('failed', 'b')], 8)).toBe('1 of 8 shards, 1 failed')
  expect(shardLabels([], null)).toBe(null)
})
