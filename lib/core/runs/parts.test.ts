import { describe, expect, it } from 'vitest'
import { applyBeat } from '../beats/apply-beat'
import { warnings } from '../beats/warnings'
import { aBeat, aPart, aRun, aSnapshot, NOW } from '../test-kit'
import type { Beat, MonitorConfig, MonitorSnapshot, Outcome, Part, Run } from '../types'

/** Applies the beats from NOW on, one second apart. Returns the last outcome. */
function play(snapshot: MonitorSnapshot, ...beats: Partial<Beat>[]): Outcome {
  const [first, ...rest] = beats
  let outcome = applyBeat(snapshot, aBeat({ signal: 'progress', ...first }))
  for (const [index, beat] of rest.entries()) {
    outcome = applyBeat(outcome.snapshot, aBeat({ signal: 'progress', receivedAt: NOW + (index + 1) * 1000, ...beat }))
  }
  return outcome
}

function onlyRun(outcome: Outcome): Run {
  expect(outcome.snapshot.runs).toHaveLength(1)
  return outcome.snapshot.runs[0]!
}

function partsOf(outcome: Outcome): Record<string, Part['state']> {
  return Object.fromEntries(outcome.snapshot.parts.map((part) => [`${part.step}/${part.shard}`, part.state]))
}

describe('a part', () => {
  it('is created by the first beat that names it', () => {
    const outcome = play(aSnapshot({}), {
      step: 'load',
      done: 3,
      total: 10,
      unit: 'rows',
      message: 'at row 3',
      checkpoint: 'row-3',
    })
    expect(outcome.snapshot.parts).toEqual([
      aPart({ step: 'load', done: 3, total: 10, unit: 'rows', message: 'at row 3', checkpoint: 'row-3' }),
    ])
    const opened = { partOpened: true, partCount: 1 }
    expect(onlyRun(outcome)).toEqual(aRun({ stalledFromAt: NOW, message: 'at row 3', ...opened }))
  })

  it('keeps what a beat does not mention', () => {
    const outcome = play(
      aSnapshot({}),
      { step: 'load', done: 3, total: 10, unit: 'rows', message: 'one', checkpoint: 'c1' },
      { step: 'load' },
    )
    expect(outcome.snapshot.parts).toEqual([
      aPart({
        step: 'load',
        done: 3,
        total: 10,
        unit: 'rows',
        message: 'one',
        checkpoint: 'c1',
        lastBeatAt: 1_001_000,
      }),
    ])
  })

  it('is ordered by the beat that created it', () => {
    const beats: Partial<Beat>[] = [
      { step: 'extract' },
      { step: 'load', shard: 'a' },
      { shard: 'x' },
      { step: 'extract' },
      { step: 'publish' },
    ]
    const outcome = play(aSnapshot({ state: { seq: 40 } }), ...beats)
    expect(outcome.snapshot.parts.map(({ step, shard, position }) => [step, shard, position])).toEqual([
      ['extract', '', 41],
      ['load', '', 42],
      ['load', 'a', 42],
      ['', 'x', 43],
      ['publish', '', 45],
    ])
  })

  it.each<[Beat['signal'], Part['state'], number | null]>([
    ['start', 'running', null],
    ['progress', 'running', null],
    ['success', 'succeeded', NOW],
    ['fail', 'failed', NOW],
  ])('that is new is after a %s %s', (signal, state, endedAt) => {
    expect(play(aSnapshot({}), { signal, step: 'load' }).snapshot.parts).toEqual([
      aPart({ step: 'load', state, endedAt }),
    ])
  })

  it.each<[Part['state'], Beat['signal'], Part['state'], number | null]>([
    ['running', 'start', 'running', null],
    ['running', 'progress', 'running', null],
    ['running', 'success', 'succeeded', NOW],
    ['running', 'fail', 'failed', NOW],
    ['succeeded', 'start', 'running', null],
    ['succeeded', 'progress', 'running', null],
    ['succeeded', 'success', 'succeeded', 900_000],
    ['succeeded', 'fail', 'failed', NOW],
    ['failed', 'start', 'running', null],
    ['failed', 'progress', 'running', null],
    ['failed', 'success', 'succeeded', NOW],
    ['failed', 'fail', 'failed', 900_000],
    ['partial', 'start', 'running', null],
    ['partial', 'success', 'succeeded', NOW],
    ['partial', 'fail', 'failed', NOW],
  ])('that is %s, and not just now, is after a %s %s', (from, signal, state, endedAt) => {
    const part = aPart({
      runId: 'open',
      step: 'load',
      startedAt: 890_000,
      state: from,
      endedAt: from === 'running' ? null : 900_000,
    })
    const partsFailed = from === 'failed' || from === 'partial' ? 1 : 0
    const snapshot = aSnapshot({ runs: [aRun({ id: 'open', startedAt: 890_000, partsFailed })], parts: [part] })
    const outcome = play(snapshot, { signal, step: 'load' })
    const rateFromAt = state === 'running' && from !== 'running' ? NOW : null
    expect(outcome.snapshot.parts).toEqual([{ ...part, state, endedAt, rateFromAt, lastBeatAt: NOW }])
    expect(onlyRun(outcome).partsFailed).toBe(state === 'failed' ? 1 : 0)
  })

  it('that fails is a failure of the run at once, and the run stays open', () => {
    const outcome = play(
      aSnapshot({ state: { status: 'up', expectedAt: 1_020_000 } }),
      { step: 'load', shard: '3' },
      { signal: 'fail', step: 'load', shard: '3' },
    )
    expect(onlyRun(outcome)).toMatchObject({ state: 'running', partsFailed: 1, failureCounted: true, reason: null })
    expect(outcome.flips).toEqual([
      { version: 1, from: 'up', to: 'down', at: 1_001_000, reason: 'part_failed', runId: 'fresh', part: 'load/3' },
    ])
  })

  it('that fails twice counts once', () => {
    const outcome = play(aSnapshot({}), { signal: 'fail', step: 'a' }, { signal: 'fail', step: 'b' })
    expect(outcome.snapshot.state.failuresInRow).toBe(1)
    expect(onlyRun(outcome).partsFailed).toBe(2)
  })

  it('is named by step, by step and shard, or by the shard of the run', () => {
    const partOf = (beat: Partial<Beat>) => play(aSnapshot({}), { signal: 'fail', ...beat }).flips[0]?.part
    expect([partOf({ step: 'load' }), partOf({ step: 'load', shard: '3' }), partOf({ shard: '3' })]).toEqual([
      'load',
      'load/3',
      '/3',
    ])
  })

  it('belongs to its run only', () => {
    const snapshot = aSnapshot({
      runs: [aRun({ id: 'a', key: 'a' }), aRun({ id: 'b', key: 'b' })],
      parts: [aPart({ runId: 'a', step: 'load' })],
    })
    const outcome = play(snapshot, { runKey: 'b', step: 'load' })
    expect(outcome.snapshot.parts).toEqual([aPart({ runId: 'a', step: 'load' }), aPart({ runId: 'b', step: 'load' })])
    expect(outcome.snapshot.parts[0]).toBe(snapshot.parts[0])
  })

  it('is not changed by a log', () => {
    const snapshot = aSnapshot({ runs: [aRun()], parts: [aPart({ step: 'load' })] })
    const outcome = play(snapshot, {
      signal: 'log',
      step: 'load',
      shard: '1',
      done: 5,
      message: 'hello',
      receivedAt: NOW + 1,
    })
    expect(outcome.snapshot.parts).toBe(snapshot.parts)
    expect(outcome.snapshot.runs).toEqual([aRun({ lastBeatAt: NOW + 1, silentFromAt: NOW + 1, message: 'hello' })])
  })
})

describe('right after its success, a part', () => {
  const ago = NOW - 10_000
  const snapshot = aSnapshot({
    runs: [aRun({ id: 'open', startedAt: NOW - 90_000 })],
    parts: [aPart({ runId: 'open', step: 'load', state: 'succeeded', endedAt: ago, done: 9 })],
  })

  it('that fails has failed', () => {
    expect(play(snapshot, { signal: 'fail', step: 'load' }).snapshot.parts[0]).toMatchObject({
      state: 'failed',
      endedAt: NOW,
    })
  })

  it.each([
    [3, 9],
    [12, 12],
  ])('that reports %i again has done %i', (done, known) => {
    expect(play(snapshot, { step: 'load', done }).snapshot.parts[0]).toMatchObject({ state: 'succeeded', done: known })
  })
})

describe('a part that begins again after the end of its anonymous run', () => {
  const ended = aRun({ id: 'ended', state: 'failed', startedAt: NOW - 9_000, endedAt: NOW - 1_000 })
  const failed = aPart({ runId: 'ended', step: 'load', state: 'failed', startedAt: NOW - 9_000, endedAt: NOW - 1_000 })
  const until = (beat: Partial<Beat>, { config, run }: { config?: Partial<MonitorConfig>; run?: Partial<Run> } = {}) =>
    play(
      aSnapshot({
        config: { schedule: { type: 'none' }, ...config },
        state: { anonymousUntilAt: NOW + 60_000 },
        runs: [{ ...ended, ...run }],
        parts: [failed],
      }),
      { step: 'load', ...beat },
    ).snapshot.state.anonymousUntilAt

  it('has as long as a run may take', () => {
    expect(until({ signal: 'start' })).toBe(NOW + 86_400_000)
    expect(until({ signal: 'start' }, { config: { maxRuntimeSeconds: 900 } })).toBe(NOW + 900_000)
    expect(until({ signal: 'start' }, { config: { maxRuntimeSeconds: 30 } })).toBe(NOW + 60_000)
  })

  it('has no more time once it has ended, nor in a run with a key', () => {
    expect(until({ signal: 'success' })).toBe(NOW + 60_000)
    expect(until({ signal: 'start', runKey: 'k' }, { run: { key: 'k' } })).toBe(NOW + 60_000)
  })
})

describe('a part of a run that has ended', () => {
  const snapshot = aSnapshot({
    config: { alertOnEveryFailure: true },
    state: { status: 'up', expectedAt: 1_020_000 },
    runs: [
      aRun({ id: 'done', key: 'k', state: 'succeeded', startedAt: 990_000, endedAt: 995_000, stalledFromAt: 990_000 }),
    ],
  })

  it('is recorded with a warning, and the run stays as it was', () => {
    const outcome = play(snapshot, { runKey: 'k', signal: 'success', shard: '1', shards: 4, done: 9, message: 'late' })
    expect(onlyRun(outcome)).toEqual({
      ...snapshot.runs[0],
      lastBeatAt: NOW,
      message: 'late',
      shardsSucceeded: 1,
      partCount: 1,
    })
    expect(partsOf(outcome)).toEqual({ '/1': 'succeeded' })
    expect(outcome.warnings).toEqual([warnings.alreadyEnded])
    expect(outcome.runId).toBe('done')
  })

  it('that fails still counts as a failure', () => {
    const outcome = play(snapshot, { runKey: 'k', signal: 'fail', step: 'load' })
    expect(onlyRun(outcome)).toMatchObject({
      state: 'succeeded',
      endedAt: 995_000,
      partsFailed: 1,
      failureCounted: true,
    })
    expect(outcome.flips.map(({ to, reason }) => [to, reason])).toEqual([['down', 'part_failed']])
  })
})

describe('progress', () => {
  const given = (run: Partial<Run>) => aSnapshot({ runs: [aRun({ id: 'open', startedAt: 990_000, ...run })] })

  it.each<[string, Partial<Run>, Partial<Beat>, Partial<Run>]>([
    ['the first done is a move', {}, { done: 0 }, { done: 0, stalledFromAt: NOW }],
    ['the same done is no move', { done: 5, stalledFromAt: 991_000 }, { done: 5 }, { done: 5, stalledFromAt: 991_000 }],
    ['another done is a move', { done: 5, stalledFromAt: 991_000 }, { done: 4 }, { done: 4, stalledFromAt: NOW }],
    ['add counts from zero', {}, { add: 2 }, { done: 2, stalledFromAt: NOW }],
    ['add counts from the last done', { done: 5, stalledFromAt: 991_000 }, { add: 2 }, { done: 7, stalledFromAt: NOW }],
    ['add of zero is no move', { done: 5, stalledFromAt: 991_000 }, { add: 0 }, { done: 5, stalledFromAt: 991_000 }],
    ['done is set before add counts', { done: 5 }, { done: 10, add: 2 }, { done: 12, stalledFromAt: NOW }],
    ['a total or a unit is no move', {}, { total: 10, unit: 'rows' }, { total: 10, unit: 'rows', stalledFromAt: null }],
    ['a move ends a stall', { done: 5, stalledFromAt: 991_000, stalledAt: 996_000 }, { done: 6 }, { stalledAt: null }],
    [
      'a beat without a move ends no stall',
      { done: 5, stalledFromAt: 991_000, stalledAt: 996_000 },
      {},
      { stalledAt: 996_000 },
    ],
    ['another done of a part is a move of the run', {}, { step: 'load', done: 1 }, { done: null, stalledFromAt: NOW }],
    ['a new part is no move while no done is known', {}, { step: 'load' }, { stalledFromAt: null }],
    ['a new part is a move', { done: 5, stalledFromAt: 991_000 }, { step: 'load' }, { stalledFromAt: NOW }],
  ])('%s', (_, run, beat, expected) => {
    expect(onlyRun(play(given(run), { signal: 'progress', ...beat }))).toMatchObject(expected)
  })

  it('is a move when a part ends, and none when it only sends a beat', () => {
    const snapshot = aSnapshot({
      runs: [aRun({ id: 'open', startedAt: 990_000, done: 5, stalledFromAt: 991_000 })],
      parts: [aPart({ runId: 'open', step: 'load', startedAt: 990_000 })],
    })
    expect(onlyRun(play(snapshot, { step: 'load' })).stalledFromAt).toBe(991_000)
    expect(onlyRun(play(snapshot, { step: 'load', signal: 'success' })).stalledFromAt).toBe(NOW)
  })

  it('of a repeated start is ignored, so that a retried call resets nothing', () => {
    const snapshot = aSnapshot({ runs: [aRun({ id: 'open', key: 'k', done: 5, total: 9, shardsExpected: 4 })] })
    const outcome = play(snapshot, { signal: 'start', runKey: 'k', done: 0, total: 1, shards: 1, message: 'again' })
    expect(onlyRun(outcome)).toMatchObject({ done: 5, total: 9, shardsExpected: 4, message: 'again' })
  })

  it('comes with any run-level beat', () => {
    expect(onlyRun(play(aSnapshot({}), { signal: 'start', total: 9, unit: 'files' }))).toMatchObject({
      total: 9,
      unit: 'files',
    })
    expect(onlyRun(play(aSnapshot({}), { signal: 'success', done: 9 }))).toMatchObject({ done: 9, state: 'succeeded' })
  })

  it('of a run that has ended is dropped', () => {
    const snapshot = aSnapshot({ runs: [aRun({ id: 'done', key: 'k', state: 'failed', done: 5, total: 9 })] })
    expect(onlyRun(play(snapshot, { runKey: 'k', done: 6, total: 10, shards: 3 }))).toMatchObject({
      done: 5,
      total: 9,
      shardsExpected: null,
    })
  })
})

describe('shards', () => {
  const ofRun = (shard: string, signal: Beat['signal'] = 'success'): Partial<Beat> => ({ shard, signal })
  const ofStep = (shard: string, signal: Beat['signal'] = 'success'): Partial<Beat> => ({ step: 'load', shard, signal })
  const endsOnShards = (config: Partial<MonitorConfig> = {}) =>
    aSnapshot({ config: { endsOn: 'shards', ...config }, state: { status: 'up', expectedAt: 1_020_000 } })

  it('are counted by the run, by their present states', () => {
    const outcome = play(
      aSnapshot({}),
      { signal: 'start', shards: 3 },
      ofRun('1'),
      ofRun('2', 'fail'),
      ofRun('3', 'start'),
    )
    expect(onlyRun(outcome)).toMatchObject({ shardsExpected: 3, shardsSucceeded: 1, shardsFailed: 1, partsFailed: 1 })
    const again = applyBeat(outcome.snapshot, aBeat({ shard: '2', signal: 'start', receivedAt: NOW + 9000 }))
    expect(onlyRun(again)).toMatchObject({ shardsSucceeded: 1, shardsFailed: 0, partsFailed: 0 })
  })

  it('are counted by their step, which they create', () => {
    const outcome = play(aSnapshot({}), { ...ofStep('1'), shards: 3 }, ofStep('2', 'fail'))
    expect(outcome.snapshot.parts[0]).toEqual(
      aPart({ step: 'load', shardsExpected: 3, shardsSucceeded: 1, shardsFailed: 1 }),
    )
    expect(onlyRun(outcome)).toMatchObject({
      shardsExpected: null,
      shardsSucceeded: 0,
      shardsFailed: 0,
      partsFailed: 1,
    })
  })

  it('end nothing if the run ends by its own finish', () => {
    const outcome = play(aSnapshot({}), { signal: 'start', shards: 1 }, ofRun('1'))
    expect(onlyRun(outcome)).toMatchObject({ state: 'running', shardsSucceeded: 1 })
  })

  it('that are missing make a success partial', () => {
    const outcome = play(aSnapshot({}), { signal: 'start', shards: 2 }, ofRun('1'), { signal: 'success' })
    expect(onlyRun(outcome)).toMatchObject({ state: 'partial', reason: 'partial', endedAt: 1_002_000 })
    expect(outcome.flips.map(({ to, reason }) => [to, reason])).toEqual([['up', 'first_success']])
  })

  it('that succeed in a second try do not change the outcome', () => {
    const outcome = play(aSnapshot({}), { signal: 'start', shards: 1 }, ofRun('1', 'fail'), ofRun('1'), {
      signal: 'success',
    })
    expect(onlyRun(outcome)).toMatchObject({ state: 'succeeded', shardsSucceeded: 1, shardsFailed: 0 })
  })

  it('end the run with the last of them', () => {
    const outcome = play(endsOnShards(), { ...ofRun('1'), shards: 2 }, ofRun('2', 'start'), ofRun('2'))
    expect(onlyRun(outcome)).toMatchObject({ state: 'succeeded', endedAt: 1_002_000, shardsSucceeded: 2 })
    expect(outcome.snapshot.state).toMatchObject({
      openRunCount: 0,
      expectedAt: 1_062_000,
      startedForAt: 1_020_000,
      lastSuccessAt: 1_002_000,
      successesInRow: 1,
    })
  })

  it.each<[Beat['signal'][], Run['state']]>([
    [['success', 'success', 'success'], 'succeeded'],
    [['success', 'fail', 'success'], 'partial'],
    [['fail', 'fail', 'fail'], 'failed'],
  ])('that end with %j make the run %s', (signals, state) => {
    const shards = signals.map((signal, index): Partial<Beat> => ({ signal, shard: String(index), shards: 3 }))
    expect(onlyRun(play(endsOnShards(), ...shards)).state).toBe(state)
  })

  it('that succeed make the run partial if another part failed', () => {
    const outcome = play(endsOnShards(), { step: 'prepare', signal: 'fail' }, { ...ofRun('1'), shards: 1 })
    expect(onlyRun(outcome).state).toBe('partial')
  })

  it('end the run if their number is reported last', () => {
    const outcome = play(endsOnShards(), ofRun('1'), ofRun('2'), { signal: 'progress', shards: 2 })
    expect(onlyRun(outcome)).toMatchObject({ state: 'succeeded', endedAt: 1_002_000 })
  })

  it('end their step, and the run stays open', () => {
    const outcome = play(endsOnShards(), { ...ofStep('1'), shards: 2 }, ofStep('2', 'fail'))
    expect(outcome.snapshot.parts[0]).toMatchObject({ step: 'load', state: 'partial', endedAt: 1_001_000 })
    expect(onlyRun(outcome)).toMatchObject({ state: 'running', partsFailed: 2 })
  })

  it('end their step again when a retried one ends better', () => {
    const outcome = play(
      endsOnShards(),
      { ...ofStep('1', 'fail'), shards: 1 },
      { ...ofStep('1', 'start') },
      ofStep('1'),
    )
    expect(outcome.snapshot.parts[0]).toMatchObject({ state: 'succeeded', endedAt: 1_002_000, shardsFailed: 0 })
    expect(onlyRun(outcome).partsFailed).toBe(0)
  })

  it('of an earlier round do not end a step that starts again', () => {
    const outcome = play(
      endsOnShards(),
      { ...ofStep('1'), shards: 1, runKey: 'k' },
      { step: 'load', signal: 'start', shards: 1, runKey: 'k', receivedAt: NOW + 40_000 },
    )
    expect(outcome.snapshot.parts[0]).toMatchObject({ state: 'running', endedAt: null })
  })

  it('need not all end if the run itself reports success', () => {
    const outcome = play(endsOnShards(), { ...ofRun('1'), shards: 2 }, { signal: 'success' })
    expect(onlyRun(outcome).state).toBe('partial')
  })

  it('fail a run once, by a part or by the run itself', () => {
    const outcome = play(endsOnShards({ failureTolerance: 2, alertOnEveryFailure: true }), {
      ...ofRun('1', 'fail'),
      shards: 1,
    })
    expect(onlyRun(outcome)).toMatchObject({ state: 'failed', reason: 'failed' })
    expect(outcome.snapshot.state).toMatchObject({ failuresInRow: 1, status: 'up' })
    expect(outcome.notices).toEqual([
      { type: 'run.failed', key: 'failed:fresh', at: NOW, reason: 'part_failed', runId: 'fresh', part: '/1' },
    ])
  })
})
