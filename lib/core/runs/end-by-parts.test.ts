import { describe, expect, it } from 'vitest'
import { applyBeat } from '../beats/apply-beat'
import { aBeat, aPart, aRun, aSnapshot, NOW } from '../test-kit'
import type { Beat, MonitorConfig, Part, Run } from '../types'

const AGO = NOW - 500_000

interface Given {
  endsOn: MonitorConfig['endsOn']
  run?: Partial<Run>
  parts?: readonly Partial<Part>[]
  beat: Partial<Beat>
}

/** The run with the key k, and its parts, after the beat. */
function play({ endsOn, run, parts = [], beat }: Given) {
  const config = { endsOn, steps: ['extract', 'load'], schedule: { type: 'none' } } as const
  const snapshot = aSnapshot({
    config,
    runs: [aRun({ id: 'k', key: 'k', startedAt: AGO, ...run })],
    parts: parts.map((part) => aPart({ runId: 'k', startedAt: AGO, ...part })),
  })
  const outcome = applyBeat(snapshot, aBeat({ runKey: 'k', ...beat }))
  return { run: outcome.snapshot.runs[0]!, parts: outcome.snapshot.parts }
}

describe('a run whose shards have all ended, but that is open since an edit', () => {
  const run = { shardsExpected: 1, shardsSucceeded: 1, done: 3 }
  const parts = [{ shard: '1', state: 'succeeded' as const, endedAt: AGO }]

  it.each<[string, Partial<Beat>, Run['state']]>([
    ['progress without shards', { signal: 'progress', done: 4 }, 'running'],
    ['progress of a part', { signal: 'progress', step: 'load' }, 'running'],
    ['a start that comes again', { signal: 'start' }, 'running'],
    ['progress with their number', { signal: 'progress', shards: 1 }, 'succeeded'],
    ['an end of any part', { signal: 'success', step: 'load' }, 'succeeded'],
  ])('is after %s (%j) %s', (_, beat, state) => {
    expect(play({ endsOn: 'shards', run, parts, beat }).run.state).toBe(state)
  })

  it('is not ended by its parts where its own finish ends it', () => {
    const early = { ...run, shardsExpected: null, partOpened: true, startedAt: NOW - 1000 }
    const beat: Partial<Beat> = { signal: 'start', shards: 1 }
    expect(play({ endsOn: 'run', run: early, parts, beat }).run).toMatchObject({ state: 'running', shardsExpected: 1 })
    expect(play({ endsOn: 'shards', run: early, parts, beat }).run.state).toBe('succeeded')
  })
})

it('a start never decides again how a run has ended', () => {
  const run = { state: 'partial', endedAt: AGO, partEnded: true, shardsExpected: 2, partsFailed: 1 } as const
  const parts = [{ shard: '3', state: 'failed', endedAt: AGO }] as const
  const given = { endsOn: 'shards', run: { ...run, shardsSucceeded: 2, shardsFailed: 1 }, parts: [...parts] } as const
  const again = play({ ...given, beat: { signal: 'start', shard: '3' } })
  expect(again.run).toMatchObject({ state: 'partial', partsFailed: 0 })
  expect(play({ ...given, beat: { signal: 'success', shard: '3' } }).run.state).toBe('succeeded')
})

it('a step that reports its own success keeps it, although a shard of it failed', () => {
  const parts = [
    { step: 'load', shardsExpected: 1, shardsFailed: 1, state: 'failed', endedAt: AGO },
    { step: 'load', shard: '1', state: 'failed', endedAt: AGO },
  ] as const
  const { parts: ended } = play({ endsOn: 'shards', parts: [...parts], beat: { signal: 'success', step: 'load' } })
  expect(ended[0]).toMatchObject({ state: 'succeeded', endedAt: NOW })
})

describe('a run that its last declared step ends', () => {
  it.each<[string, Partial<Part>[], Partial<Beat>, Run['state']]>([
    ['that step succeeds', [], { signal: 'success', step: 'load' }, 'succeeded'],
    ['only a shard of it succeeds', [], { signal: 'success', step: 'load', shard: '1' }, 'running'],
    [
      'only a shard of it had succeeded',
      [{ step: 'load', shard: '1', state: 'succeeded' }],
      { step: 'extract' },
      'running',
    ],
    ['it succeeded in another run', [{ runId: 'b', step: 'load', state: 'succeeded' }], { step: 'extract' }, 'running'],
    ['a step fails', [], { signal: 'fail', step: 'extract' }, 'failed'],
    ['a shard of a step fails', [], { signal: 'fail', step: 'extract', shard: '1' }, 'running'],
    [
      'progress brings the number of shards, and an edit has made the steps count',
      [{ step: 'load', state: 'succeeded' }],
      { signal: 'progress', shards: 2 },
      'running',
    ],
  ])('where %s: %j, %j: is %s', (_, parts, beat, state) => {
    expect(play({ endsOn: 'steps', parts, beat }).run.state).toBe(state)
  })

  it('ends the running steps before it, and nothing else', () => {
    const parts: Partial<Part>[] = [
      { step: 'extract' },
      { step: 'extract', shard: '1' },
      { step: 'load' },
      { step: 'notes' },
      { runId: 'b', step: 'extract' },
    ]
    const states = (first: Partial<Part>) =>
      play({
        endsOn: 'steps',
        parts: [first, ...parts.slice(1)],
        beat: { signal: 'progress', step: 'load' },
      }).parts.map(({ state }) => state)
    expect(states({ step: 'extract' })).toEqual(['succeeded', 'running', 'running', 'running', 'running'])
    expect(states({ step: 'extract', state: 'failed' })[0]).toBe('failed')
    const beat: Partial<Beat> = { signal: 'progress', shard: '7' }
    expect(play({ endsOn: 'steps', parts, beat }).parts.map(({ state }) => state)).not.toContain('succeeded')
  })

  it('advances when it ends a step before it', () => {
    const run = { done: 1, stalledFromAt: AGO }
    const beat: Partial<Beat> = { signal: 'progress', step: 'load' }
    const stalledFrom = (parts: Partial<Part>[]) => play({ endsOn: 'steps', run, parts, beat }).run.stalledFromAt
    expect(stalledFrom([{ step: 'load' }, { step: 'extract' }])).toBe(NOW)
    expect(stalledFrom([{ step: 'load' }, { step: 'extract', state: 'failed' }])).toBe(AGO)
  })
})

describe('a run that has ended by its own finish', () => {
  const run = { state: 'failed', endedAt: AGO, shardsExpected: 1 } as const

  it('is not ended again by its parts', () => {
    const again = play({ endsOn: 'shards', run, beat: { signal: 'success', shard: '1' } })
    expect(again.run).toMatchObject({ state: 'failed', endedAt: AGO, partEnded: false, shardsSucceeded: 1 })
  })

  it('is as it was where its parts say the same again', () => {
    const ended = { ...run, state: 'succeeded', partEnded: true, shardsSucceeded: 1 } as const
    const again = play({ endsOn: 'shards', run: ended, beat: { signal: 'success', shard: '2' } })
    expect(again.run).toMatchObject({ state: 'succeeded', endedAt: AGO, partEnded: true, shardsSucceeded: 2 })
  })
})
