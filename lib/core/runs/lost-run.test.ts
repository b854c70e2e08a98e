import { describe, expect, it } from 'vitest'
import { openDraft } from '../monitors/draft'
import { aPart, aRun, aSnapshot, NOW } from '../test-kit'
import type { MonitorConfig, MonitorState, Part, Run } from '../types'
import { judgeLostRun, loseRun } from './lost-run'

describe('a lost run at its deadline', () => {
  const lost = aRun({ id: 'lost', state: 'lost', startedAt: NOW - 500, endedAt: NOW - 100 })

  /** The failure that is counted for the run with these parts. */
  function judge(parts: Partial<Part>[], runs: Run[] = [aRun({ id: 'other' }), lost]) {
    const given = parts.map((part, index) => aPart({ runId: 'lost', position: index + 1, ...part }))
    const draft = openDraft(
      aSnapshot({ state: { status: 'up', lostDeadlineAt: NOW, lostRunId: 'lost' }, runs, parts: given }),
    )
    judgeLostRun(draft, NOW + 5)
    expect(draft.state).toMatchObject({ lostDeadlineAt: null, lostRunId: null, failuresInRow: 1 })
    return draft.flips[0]
  }

  it.each<[string, Partial<Part>[], string | null]>([
    [
      'no part, where none runs',
      [
        { step: 'a', state: 'succeeded' },
        { step: 'b', state: 'failed' },
      ],
      null,
    ],
    ['the step that runs', [{ step: 'a', state: 'succeeded' }, { step: 'b' }], 'b'],
    [
      'a shard rather than its step',
      [
        { step: 'a', lastBeatAt: 1 },
        { step: 'a', shard: '1', lastBeatAt: 9 },
      ],
      'a/1',
    ],
    [
      'a shard rather than a later step',
      [
        { shard: '1', lastBeatAt: 9 },
        { step: 'b', lastBeatAt: 1 },
      ],
      '/1',
    ],
    [
      'the shard with the oldest last beat',
      [
        { shard: '1', lastBeatAt: 8 },
        { shard: '2', lastBeatAt: 7 },
        { shard: '3', lastBeatAt: 9 },
      ],
      '/2',
    ],
    [
      'the first of equally old ones',
      [
        { shard: '1', lastBeatAt: 7, position: 9 },
        { shard: '2', lastBeatAt: 7 },
        { shard: '3', lastBeatAt: 7 },
      ],
      '/2',
    ],
    ['no part of another run', [{ runId: 'other', step: 'a' }], null],
  ])('is a failure that names %s', (_, parts, part) => {
    expect(judge(parts)).toMatchObject({ at: NOW + 5, reason: 'lost', runId: 'lost', part })
  })

  it('that is no longer known is a failure without a run', () => {
    expect(judge([], [aRun({ id: 'other' })])).toMatchObject({ at: NOW + 5, reason: 'lost', runId: null, part: null })
  })
})

describe('a run that becomes lost', () => {
  const open = (more: Partial<Run> = {}) => aRun({ id: 'open', startedAt: NOW - 5_000, ...more })
  const limit = { step: 'load', signal: 'start', withinSeconds: 9, ofStep: null, ofSignal: 'start' } as const

  function lose(run: Run, config: Partial<MonitorConfig> = {}, state: Partial<MonitorState> = {}, parts: Part[] = []) {
    const draft = openDraft(aSnapshot({ config, state: { status: 'up', ...state }, runs: [run], parts }))
    loseRun(draft, { ...run }, NOW)
    const { lostDeadlineAt, lostRunId } = draft.state
    return [lostDeadlineAt, lostRunId]
  }

  it.each<[string, Partial<Run>, Partial<MonitorConfig>, number | null]>([
    ['its runtime', { deadlineAt: NOW + 90_000 }, {}, NOW + 90_000],
    ['its silence', { deadlineAt: NOW + 90_000 }, { silenceSeconds: 8 }, NOW + 3_000],
    ['its step limit', { deadlineAt: NOW + 90_000 }, { stepLimits: [limit] }, NOW + 4_000],
    ['no stall', { stalledFromAt: NOW - 5_000, done: 1 }, { stallSeconds: 8 }, null],
    ['nothing without limits', {}, {}, null],
    ['nothing where it has failed already', { deadlineAt: NOW + 9, failureCounted: true }, {}, null],
  ])('keeps the deadline of %s', (_, more, config, deadlineAt) => {
    expect(lose(open(more), config)).toEqual([deadlineAt, deadlineAt && 'open'])
  })

  it('keeps no step limit that its own step has kept', () => {
    const config = { stepLimits: [limit] }
    expect(lose(open(), config, {}, [aPart({ runId: 'open', step: 'load', startedAt: NOW })])).toEqual([null, null])
    expect(lose(open(), config, {}, [aPart({ runId: 'other', step: 'load', startedAt: NOW })])).toEqual([
      ...[NOW + 4_000, 'open'],
    ])
  })

  it.each([
    ['an earlier one before', NOW + 8, NOW + 8, 'before'],
    ['the same one before', NOW + 9, NOW + 9, 'before'],
    ['a later one before', NOW + 10, NOW + 9, 'open'],
  ])('keeps the earlier deadline, with %s', (_, before, deadlineAt, runId) => {
    const state = { lostDeadlineAt: before, lostRunId: 'before' }
    expect(lose(open({ deadlineAt: NOW + 9 }), {}, state)).toEqual([deadlineAt, runId])
  })

  it('keeps nothing while paused', () => {
    expect(lose(open({ deadlineAt: NOW + 9 }), {}, { status: 'paused' })).toEqual([null, null])
  })
})
