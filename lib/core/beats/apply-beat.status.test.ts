import { describe, expect, it } from 'vitest'
import { aBeat, aRun, aSnapshot, changes, NOW } from '../test-kit'
import type { Beat, Flip, MonitorState, MonitorStatus } from '../types'
import { applyBeat } from './apply-beat'

const expected = { expectedAt: 1_020_000, attentionAt: 1_050_000 }

/** A monitor in each status: interval of 60 s, grace of 30 s, the next finish expected in 20 s. */
const GIVEN: Record<MonitorStatus, Partial<MonitorState>> = {
  new: { status: 'new', ...expected },
  up: { status: 'up', ...expected, startedForAt: 960_000, successesInRow: 3, flipVersion: 1 },
  down: { status: 'down', ...expected, failuresInRow: 1, downSinceAt: 970_000, flipVersion: 2 },
  paused: { status: 'paused', flipVersion: 3 },
}

const EVENTS = {
  start: { signal: 'start' },
  progress: { signal: 'progress' },
  success: { signal: 'success' },
  fail: { signal: 'fail' },
  log: { signal: 'log' },
  'step start': { signal: 'start', step: 'load' },
  'step success': { signal: 'success', step: 'load' },
  'step fail': { signal: 'fail', step: 'load' },
} satisfies Record<string, Partial<Beat>>

type Row = [MonitorStatus, keyof typeof EVENTS, Partial<MonitorState>, Partial<Flip>[]]

const opened = { startedForAt: 1_020_000, openRunCount: 1 }
/** Half an interval after the end of the run. */
const until = { anonymousUntilAt: 1_030_000 }
const finished = { startedForAt: 1_020_000, expectedAt: 1_060_000, ...until }
const firstSuccess = { status: 'up', flipVersion: 1, successesInRow: 1, lastSuccessAt: NOW } as const
const recovery = {
  status: 'up',
  flipVersion: 3,
  successesInRow: 1,
  lastSuccessAt: NOW,
  failuresInRow: 0,
  downSinceAt: null,
} as const
const down = { status: 'down', failuresInRow: 1, downSinceAt: NOW } as const

describe('a beat without a run key, and no run is open', () => {
  const rows: Row[] = [
    ['new', 'start', opened, []],
    ['new', 'progress', opened, []],
    [
      'new',
      'success',
      { ...finished, ...firstSuccess },
      [{ version: 1, from: 'new', to: 'up', reason: 'first_success' }],
    ],
    [
      'new',
      'fail',
      { ...finished, ...down, flipVersion: 1 },
      [{ version: 1, from: 'new', to: 'down', reason: 'failed' }],
    ],
    ['new', 'log', {}, []],
    ['new', 'step start', opened, []],
    ['new', 'step success', opened, []],
    [
      'new',
      'step fail',
      { ...opened, ...down, failedRunStartedAt: NOW, flipVersion: 1 },
      [{ version: 1, from: 'new', to: 'down', reason: 'part_failed', part: 'load' }],
    ],
    ['up', 'start', opened, []],
    ['up', 'progress', opened, []],
    ['up', 'success', { ...finished, successesInRow: 4, lastSuccessAt: NOW }, []],
    [
      'up',
      'fail',
      { ...finished, ...down, successesInRow: 0, flipVersion: 2 },
      [{ version: 2, from: 'up', to: 'down', reason: 'failed' }],
    ],
    ['up', 'log', {}, []],
    ['up', 'step start', opened, []],
    ['up', 'step success', opened, []],
    [
      'up',
      'step fail',
      { ...opened, ...down, failedRunStartedAt: NOW, successesInRow: 0, flipVersion: 2 },
      [{ version: 2, from: 'up', to: 'down', reason: 'part_failed', part: 'load' }],
    ],
    ['down', 'start', opened, []],
    ['down', 'progress', opened, []],
    ['down', 'success', { ...finished, ...recovery }, [{ version: 3, from: 'down', to: 'up', reason: 'recovered' }]],
    ['down', 'fail', { ...finished, failuresInRow: 2 }, []],
    ['down', 'log', {}, []],
    ['down', 'step start', opened, []],
    ['down', 'step success', opened, []],
    ['down', 'step fail', { ...opened, failuresInRow: 2, failedRunStartedAt: NOW }, []],
    ['paused', 'start', { openRunCount: 1 }, []],
    ['paused', 'progress', { openRunCount: 1 }, []],
    ['paused', 'success', until, []],
    ['paused', 'fail', until, []],
    ['paused', 'log', {}, []],
    ['paused', 'step start', { openRunCount: 1 }, []],
    ['paused', 'step success', { openRunCount: 1 }, []],
    ['paused', 'step fail', { openRunCount: 1 }, []],
  ]

  it.each(rows)('%s, %s', (status, event, state, flips) => {
    const before = aSnapshot({ state: { ...GIVEN[status], seq: 7 } })
    const outcome = applyBeat(before, aBeat(EVENTS[event]))
    expect(changes(before, outcome).state).toEqual({ seq: 8, lastBeatAt: NOW, ...state })
    expect(outcome.flips).toEqual(flips.map((flip) => ({ at: NOW, runId: 'fresh', part: null, ...flip })))
    expect([outcome.notices, outcome.unjudged, outcome.warnings]).toEqual([[], [], []])
    expect(outcome.runId).toBe(event === 'log' ? null : 'fresh')
  })
})

describe('a beat without a run key, and a run is open', () => {
  const ended = { expectedAt: 1_060_000, openRunCount: 0, usualDurations: [100], ...until }
  const failed = { ...down, failedRunStartedAt: 990_000 }
  const rows: Row[] = [
    ['new', 'start', {}, []],
    ['new', 'progress', {}, []],
    ['new', 'success', { ...ended, ...firstSuccess }, [{ version: 1, from: 'new', to: 'up', reason: 'first_success' }]],
    [
      'new',
      'fail',
      { ...ended, ...failed, flipVersion: 1 },
      [{ version: 1, from: 'new', to: 'down', reason: 'failed' }],
    ],
    ['new', 'log', {}, []],
    ['new', 'step start', {}, []],
    ['new', 'step success', {}, []],
    [
      'new',
      'step fail',
      { ...failed, flipVersion: 1 },
      [{ version: 1, from: 'new', to: 'down', reason: 'part_failed', part: 'load' }],
    ],
    ['up', 'start', {}, []],
    ['up', 'progress', {}, []],
    ['up', 'success', { ...ended, successesInRow: 4, lastSuccessAt: NOW }, []],
    [
      'up',
      'fail',
      { ...ended, ...failed, successesInRow: 0, flipVersion: 2 },
      [{ version: 2, from: 'up', to: 'down', reason: 'failed' }],
    ],
    ['up', 'log', {}, []],
    ['up', 'step start', {}, []],
    ['up', 'step success', {}, []],
    [
      'up',
      'step fail',
      { ...failed, successesInRow: 0, flipVersion: 2 },
      [{ version: 2, from: 'up', to: 'down', reason: 'part_failed', part: 'load' }],
    ],
    ['down', 'start', {}, []],
    ['down', 'progress', {}, []],
    ['down', 'success', { ...ended, ...recovery }, [{ version: 3, from: 'down', to: 'up', reason: 'recovered' }]],
    ['down', 'fail', { ...ended, failuresInRow: 2, failedRunStartedAt: 990_000 }, []],
    ['down', 'log', {}, []],
    ['down', 'step start', {}, []],
    ['down', 'step success', {}, []],
    ['down', 'step fail', { failuresInRow: 2, failedRunStartedAt: 990_000 }, []],
    ['paused', 'start', {}, []],
    ['paused', 'progress', {}, []],
    ['paused', 'success', { openRunCount: 0, usualDurations: [100], ...until }, []],
    ['paused', 'fail', { openRunCount: 0, usualDurations: [100], ...until }, []],
    ['paused', 'log', {}, []],
    ['paused', 'step start', {}, []],
    ['paused', 'step success', {}, []],
    ['paused', 'step fail', {}, []],
  ]

  it.each(rows)('%s, %s', (status, event, state, flips) => {
    const startedForAt = status === 'paused' ? null : 1_020_000
    const runs = [aRun({ id: 'open', startedAt: 990_000 })]
    const before = aSnapshot({ state: { ...GIVEN[status], startedForAt, seq: 7 }, runs })
    const outcome = applyBeat(before, aBeat(EVENTS[event]))
    expect(changes(before, outcome).state).toEqual({ seq: 8, lastBeatAt: NOW, ...state })
    expect(outcome.flips).toEqual(flips.map((flip) => ({ at: NOW, runId: 'open', part: null, ...flip })))
    expect([outcome.notices, outcome.unjudged]).toEqual([[], []])
    expect(outcome.runId).toBe(event === 'start' ? 'fresh' : 'open')
  })
})

describe('the first beat of a monitor that expects nothing', () => {
  const expecting = { expectedAt: 1_060_000, attentionAt: 1_090_000 }
  const rows: [keyof typeof EVENTS, Partial<MonitorState>][] = [
    ['start', { ...expecting, startedForAt: 1_060_000, openRunCount: 1 }],
    ['progress', { ...expecting, startedForAt: 1_060_000, openRunCount: 1 }],
    ['success', { ...expecting, ...firstSuccess, ...until }],
    ['fail', { ...down, flipVersion: 1, expectedAt: 1_060_000, ...until }],
    ['log', {}],
    ['step start', { ...expecting, startedForAt: 1_060_000, openRunCount: 1 }],
    ['step success', { ...expecting, startedForAt: 1_060_000, openRunCount: 1 }],
    [
      'step fail',
      {
        ...down,
        flipVersion: 1,
        expectedAt: 1_060_000,
        startedForAt: 1_060_000,
        openRunCount: 1,
        failedRunStartedAt: NOW,
      },
    ],
  ]

  it.each(rows)('%s sets the expected finish as it should', (event, state) => {
    const before = aSnapshot({})
    expect(changes(before, applyBeat(before, aBeat(EVENTS[event]))).state).toEqual({
      seq: 1,
      lastBeatAt: NOW,
      ...state,
    })
  })
})
