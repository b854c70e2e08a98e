import { describe, expect, it } from 'vitest'
import { aBeat, aPart, aRun, aSnapshot, NOW } from '../test-kit'
import type { Beat } from '../types'
import { applyBeat } from './apply-beat'
import { warnings } from './warnings'

const FULL = { parts: 2, mayBeginRun: false }
const up = { status: 'up', expectedAt: 1_020_000 } as const

describe('a beat for which no run may begin', () => {
  it.each<[string, Partial<Beat>, string, string | null]>([
    ['fail', { signal: 'fail' }, 'failed', null],
    ['fail with a run key', { signal: 'fail', runKey: 'k' }, 'failed', null],
    ['fail of a step', { signal: 'fail', step: 'load' }, 'part_failed', 'load'],
    ['fail of a shard of the run', { signal: 'fail', shard: '3' }, 'part_failed', '/3'],
    ['fail of a shard', { signal: 'fail', step: 'load', shard: '3' }, 'part_failed', 'load/3'],
  ])('%s counts, without a run', (_, beat, reason, part) => {
    const outcome = applyBeat(aSnapshot({ state: up }), aBeat(beat), FULL)
    expect(outcome.flips).toEqual([{ version: 1, from: 'up', to: 'down', at: NOW, reason, runId: null, part }])
    expect(outcome.snapshot.runs).toEqual([])
    expect(outcome.snapshot.state).toMatchObject({ runsDropped: 1, openRunCount: 0 })
    expect(outcome.warnings).toEqual([warnings.tooManyNewRuns])
  })

  it('success moves the schedule and brings the monitor up', () => {
    const outcome = applyBeat(aSnapshot({ state: { ...up, status: 'down', failuresInRow: 1 } }), aBeat(), FULL)
    expect(outcome.snapshot.state).toMatchObject({ status: 'up', expectedAt: 1_060_000, lastSuccessAt: NOW })
  })

  it('success is a usual finish, without a duration', () => {
    const state = { ...up, expectedAt: NOW + 20_000, lastSuccessAt: NOW - 40_000 }
    const outcome = applyBeat(aSnapshot({ state }), aBeat(), FULL)
    expect(outcome.snapshot.state).toMatchObject({ usualFinishes: [400], usualDurations: [] })
  })

  it('start does not end the open run', () => {
    const outcome = applyBeat(aSnapshot({ state: up, runs: [aRun({ id: 'open' })] }), aBeat({ signal: 'start' }), FULL)
    expect(outcome.snapshot.runs).toEqual([aRun({ id: 'open' })])
    expect(outcome.runId).toBeNull()
  })
})

describe('while paused and above the limit', () => {
  it.each(['success', 'fail'] as const)('%s counts nothing', (signal) => {
    const state = { status: 'paused' } as const
    const { snapshot, flips } = applyBeat(aSnapshot({ state }), aBeat({ signal }), FULL)
    expect(snapshot.state).toMatchObject({ failuresInRow: 0, successesInRow: 0, lastSuccessAt: null, runsDropped: 1 })
    expect(flips).toEqual([])
  })
})

describe('a part above the limit of its run', () => {
  const snapshot = aSnapshot({ state: up, runs: [aRun({ id: 'open', partCount: 1 })] })

  it('is not created, but is counted', () => {
    const outcome = applyBeat(snapshot, aBeat({ signal: 'progress', step: 'load', shard: '1' }), FULL)
    expect(outcome.snapshot.parts).toEqual([])
    expect(outcome.snapshot.runs[0]).toMatchObject({ partCount: 1, partsDropped: 1, lastBeatAt: NOW })
    expect(outcome.warnings).toEqual([warnings.tooManyParts])
  })

  it('that fails is a failure of the run', () => {
    const outcome = applyBeat(snapshot, aBeat({ signal: 'fail', step: 'load', shard: '1' }), FULL)
    expect(outcome.flips).toMatchObject([{ to: 'down', reason: 'part_failed', runId: 'open', part: 'load/1' }])
  })

  it('is created while the limit is not reached', () => {
    const outcome = applyBeat(snapshot, aBeat({ signal: 'progress', shard: '1' }), FULL)
    expect(outcome.snapshot.runs[0]).toMatchObject({ partCount: 2, partsDropped: 0 })
  })

  it.each([
    [{ step: 'load' }, 'load'],
    [{ shard: '1' }, '/1'],
  ])('that fails is named: %j is %s', (beat, part) => {
    const full = { ...FULL, parts: 1 }
    expect(applyBeat(snapshot, aBeat({ signal: 'fail', ...beat }), full).flips).toMatchObject([{ part }])
  })

  const known = aSnapshot({
    state: up,
    runs: [aRun({ id: 'open', partCount: 3 })],
    parts: [
      aPart({ runId: 'open', step: 'load' }),
      aPart({ runId: 'open', step: 'load', shard: '1' }),
      aPart({ runId: 'open', shard: 'x' }),
      aPart({ runId: 'other', step: 'check' }),
      aPart({ runId: 'other', shard: 'y' }),
    ],
  })

  it.each<[string, Partial<Beat>, number, boolean]>([
    ['a step that it has', { step: 'load' }, 3, true],
    ['a shard of a step that it has', { step: 'load', shard: '1' }, 3, true],
    ['a shard of the run that it has', { shard: 'x' }, 3, true],
    ['a new shard of a step', { step: 'load', shard: 'x' }, 3, false],
    ['a new shard of the run', { shard: '1' }, 3, false],
    ['a step of another run', { step: 'check' }, 3, false],
    ['a shard of another run', { shard: 'y' }, 3, false],
    ['a new shard of a step, with room for one', { step: 'load', shard: '2' }, 4, true],
    ['a new step, with room for one', { step: 'check' }, 4, true],
    ['a new shard of the run, with room for one', { shard: '1' }, 4, true],
    ['a new shard of a new step, with room for one', { step: 'check', shard: '1' }, 4, false],
    ['a new shard of a new step, with room for both', { step: 'check', shard: '1' }, 5, true],
    ['a step that it has, above a limit that was lowered', { step: 'load' }, 1, true],
  ])('is not %s', (_, beat, parts, hasRoom) => {
    const outcome = applyBeat(known, aBeat({ signal: 'progress', ...beat }), { ...FULL, parts })
    expect(outcome.snapshot.runs[0]?.partsDropped).toBe(hasRoom ? 0 : 1)
    expect(outcome.warnings).toEqual(hasRoom ? [] : [warnings.tooManyParts])
  })
})
