import { describe, expect, it } from 'vitest'
import { aRun, aSnapshot, changes, NOW } from '../test-kit'
import type { Flip, MonitorSnapshot, MonitorState, MonitorStatus, Notice, Run } from '../types'
import { applyTick } from './apply-tick'

const STATUSES: Record<MonitorStatus, Partial<MonitorState>> = {
  new: { status: 'new' },
  up: { status: 'up', successesInRow: 3, flipVersion: 1 },
  down: { status: 'down', failuresInRow: 1, downSinceAt: 970_000, flipVersion: 2 },
  paused: { status: 'paused', flipVersion: 3 },
}

/** One monitor for each kind of deadline. Each deadline is NOW. */
const KINDS = {
  missed: (state) => aSnapshot({ state: { ...state, expectedAt: 970_000 } }),
  not_started: (state) => aSnapshot({ config: { startBySeconds: 10 }, state: { ...state, expectedAt: 990_000 } }),
  timed_out: (state) => aSnapshot({ state, runs: [aRun({ id: 'open', startedAt: 990_000, deadlineAt: NOW })] }),
  silent: (state) =>
    aSnapshot({
      config: { silenceSeconds: 5 },
      state,
      runs: [aRun({ id: 'open', startedAt: 990_000, silentFromAt: 995_000 })],
    }),
  stalled: (state) =>
    aSnapshot({
      config: { stallSeconds: 5 },
      state,
      runs: [aRun({ id: 'open', startedAt: 990_000, done: 1, stalledFromAt: 995_000 })],
    }),
  step_late: (state) =>
    aSnapshot({
      config: {
        stepLimits: [{ step: 'load', signal: 'start', withinSeconds: 10, ofStep: null, ofSignal: 'start' }],
      },
      state,
      runs: [aRun({ id: 'open', startedAt: 990_000 })],
    }),
  lost: (state) => aSnapshot({ state: { ...state, lostDeadlineAt: NOW } }),
} satisfies Record<string, (state: Partial<MonitorState>) => MonitorSnapshot>

interface Expected {
  state?: Partial<MonitorState>
  run?: Partial<Run>
  flips?: Partial<Flip>[]
  notices?: Notice[]
}

type Row = [keyof typeof KINDS, MonitorStatus, Expected]

const newDown = { status: 'down', failuresInRow: 1, downSinceAt: NOW, flipVersion: 1 } as const
const upDown = { ...newDown, successesInRow: 0, flipVersion: 2 }
const ended = { openRunCount: 0, anonymousUntilAt: 1_030_000 }
const ofRun = { failedRunStartedAt: 990_000 }
const fromNew = { version: 1, from: 'new', to: 'down' } as const
const fromUp = { version: 2, from: 'up', to: 'down' } as const
const timedOut = { state: 'timed_out', reason: 'timed_out', endedAt: NOW } as const
const stallNotice = {
  type: 'run.stalled',
  key: 'stalled:open:1000000',
  at: NOW,
  reason: 'stalled',
  runId: 'open',
  part: null,
} as const

const ROWS: Row[] = [
  ['missed', 'new', { state: { ...newDown, expectedAt: 1_030_000 }, flips: [{ ...fromNew, reason: 'missed' }] }],
  ['missed', 'up', { state: { ...upDown, expectedAt: 1_030_000 }, flips: [{ ...fromUp, reason: 'missed' }] }],
  ['missed', 'down', {}],

  [
    'not_started',
    'new',
    { state: { ...newDown, expectedAt: 1_050_000 }, flips: [{ ...fromNew, reason: 'not_started' }] },
  ],
  ['not_started', 'up', { state: { ...upDown, expectedAt: 1_050_000 }, flips: [{ ...fromUp, reason: 'not_started' }] }],
  ['not_started', 'down', {}],

  [
    'timed_out',
    'new',
    {
      state: { ...newDown, ...ofRun, ...ended },
      run: { ...timedOut, failureCounted: true },
      flips: [{ ...fromNew, reason: 'timed_out', runId: 'open' }],
    },
  ],
  [
    'timed_out',
    'up',
    {
      state: { ...upDown, ...ofRun, ...ended },
      run: { ...timedOut, failureCounted: true },
      flips: [{ ...fromUp, reason: 'timed_out', runId: 'open' }],
    },
  ],
  [
    'timed_out',
    'down',
    { state: { failuresInRow: 2, ...ofRun, ...ended }, run: { ...timedOut, failureCounted: true } },
  ],
  ['timed_out', 'paused', { state: ended, run: timedOut }],

  [
    'silent',
    'new',
    {
      state: { ...newDown, ...ofRun },
      run: { silentAt: NOW, failureCounted: true },
      flips: [{ ...fromNew, reason: 'silent', runId: 'open' }],
    },
  ],
  [
    'silent',
    'up',
    {
      state: { ...upDown, ...ofRun },
      run: { silentAt: NOW, failureCounted: true },
      flips: [{ ...fromUp, reason: 'silent', runId: 'open' }],
    },
  ],
  ['silent', 'down', { state: { failuresInRow: 2, ...ofRun }, run: { silentAt: NOW, failureCounted: true } }],
  ['silent', 'paused', {}],

  ['stalled', 'new', { run: { stalledAt: NOW }, notices: [stallNotice] }],
  ['stalled', 'up', { run: { stalledAt: NOW }, notices: [stallNotice] }],
  ['stalled', 'down', { run: { stalledAt: NOW }, notices: [stallNotice] }],
  ['stalled', 'paused', {}],

  [
    'step_late',
    'new',
    {
      state: { ...newDown, ...ofRun },
      run: { brokenLimits: [0], failureCounted: true },
      flips: [{ ...fromNew, reason: 'step_late', runId: 'open', part: 'load' }],
    },
  ],
  [
    'step_late',
    'up',
    {
      state: { ...upDown, ...ofRun },
      run: { brokenLimits: [0], failureCounted: true },
      flips: [{ ...fromUp, reason: 'step_late', runId: 'open', part: 'load' }],
    },
  ],
  ['step_late', 'down', { state: { failuresInRow: 2, ...ofRun }, run: { brokenLimits: [0], failureCounted: true } }],
  ['step_late', 'paused', {}],

  ['lost', 'new', { state: { ...newDown, lostDeadlineAt: null }, flips: [{ ...fromNew, reason: 'lost' }] }],
  ['lost', 'up', { state: { ...upDown, lostDeadlineAt: null }, flips: [{ ...fromUp, reason: 'lost' }] }],
  ['lost', 'down', { state: { failuresInRow: 2, lostDeadlineAt: null } }],
]

describe('a tick', () => {
  it.each(ROWS)('at or after the deadline %s, %s', (kind, status, { state = {}, run, flips = [], notices = [] }) => {
    const before = KINDS[kind](STATUSES[status])
    for (const now of [NOW, NOW + 5000]) {
      const outcome = applyTick(before, now, [])
      expect(changes(before, outcome)).toEqual({ state, runs: run === undefined ? {} : { open: run } })
      expect(outcome.flips).toEqual(flips.map((flip) => ({ at: NOW, runId: null, part: null, ...flip })))
      expect(outcome.notices).toEqual(notices)
      expect([outcome.unjudged, outcome.warnings, outcome.runId]).toEqual([[], [], null])
    }
  })

  it.each(ROWS)('before the deadline %s, %s, only sets the time of the next check', (kind, status, { state, run }) => {
    const before = KINDS[kind](STATUSES[status])
    const outcome = applyTick(before, NOW - 1, [])
    const isAwaited = status !== 'paused' && (state !== undefined || run !== undefined)
    expect(changes(before, outcome)).toEqual({ state: isAwaited ? { attentionAt: NOW } : {}, runs: {} })
    expect([outcome.flips, outcome.notices]).toEqual([[], []])
  })

  it.each(ROWS)('for the second time, %s, %s, changes nothing', (kind, status) => {
    const once = applyTick(KINDS[kind](STATUSES[status]), NOW, []).snapshot
    const twice = applyTick(once, NOW, [])
    expect(twice.snapshot).toBe(once)
    expect([twice.flips, twice.notices]).toEqual([[], []])
  })
})

describe('a tick at which several things are due', () => {
  it('judges them in the order of their deadlines', () => {
    const before = aSnapshot({
      config: { failureTolerance: 9, alertOnEveryFailure: true },
      state: { status: 'up' },
      runs: [
        aRun({ id: 'late', startedAt: 980_000, deadlineAt: 999_000 }),
        aRun({ id: 'early', startedAt: 970_000, deadlineAt: 998_000 }),
      ],
    })
    const outcome = applyTick(before, NOW, [])
    expect(outcome.notices.map(({ runId, at }) => [runId, at])).toEqual([
      ['early', 998_000],
      ['late', 999_000],
    ])
    expect(outcome.snapshot.state).toMatchObject({ failuresInRow: 2, failedRunStartedAt: 980_000, openRunCount: 0 })
  })

  it('with equal deadlines judges the run before the schedule, and moves the schedule to the next occurrence', () => {
    const before = aSnapshot({
      config: { maxRuntimeSeconds: 60 },
      state: { status: 'up', expectedAt: 970_000 },
      runs: [aRun({ id: 'open', startedAt: 940_000, deadlineAt: NOW })],
    })
    const outcome = applyTick(before, NOW, [])
    expect(outcome.flips.map(({ reason, at }) => [reason, at])).toEqual([['timed_out', NOW]])
    expect(outcome.snapshot.state).toMatchObject({ expectedAt: 1_060_000, failuresInRow: 1 })
  })

  it('with equal deadlines judges the start before the finish', () => {
    const before = aSnapshot({ config: { startBySeconds: 30 }, state: { status: 'up', expectedAt: 970_000 } })
    expect(applyTick(before, NOW, []).flips.map(({ reason }) => reason)).toEqual(['not_started'])
  })

  it('counts a run once, and keeps its other results', () => {
    const before = aSnapshot({
      config: { silenceSeconds: 5, failureTolerance: 9 },
      state: { status: 'up' },
      runs: [aRun({ id: 'open', startedAt: 980_000, deadlineAt: NOW })],
    })
    const outcome = applyTick(before, NOW, [])
    expect(outcome.snapshot.state.failuresInRow).toBe(1)
    expect(outcome.snapshot.runs[0]).toMatchObject({ state: 'timed_out', silentAt: 985_000, failureCounted: true })
  })

  it('counts every occurrence as missed until the monitor is down', () => {
    const before = aSnapshot({ config: { failureTolerance: 3 }, state: { status: 'up', expectedAt: 700_000 } })
    const outcome = applyTick(before, NOW, [])
    expect(outcome.flips.map(({ reason, at }) => [reason, at])).toEqual([['missed', 850_000]])
    expect(outcome.snapshot.state).toMatchObject({ failuresInRow: 3, expectedAt: 880_000, attentionAt: null })
  })

  it('counts only the overdue occurrences as missed', () => {
    const before = aSnapshot({ config: { failureTolerance: 9 }, state: { status: 'up', expectedAt: 880_000 } })
    const outcome = applyTick(before, NOW, [])
    expect(outcome.flips).toEqual([])
    expect(outcome.snapshot.state).toMatchObject({ failuresInRow: 2, expectedAt: 1_000_000, attentionAt: 1_030_000 })
  })
})

describe('a run whose time has ended', () => {
  it.each([[1], [50]])('is judged on its own among %i others whose time has not ended', (others) => {
    const runs = Array.from({ length: others }, (_, index) =>
      aRun({ id: `run ${index}`, key: `k${index}`, deadlineAt: 2_000_000 }),
    )
    const before = aSnapshot({
      state: { status: 'up' },
      runs: [...runs, aRun({ id: 'open', startedAt: 990_000, deadlineAt: NOW })],
    })
    const outcome = applyTick(before, NOW, [])
    expect(changes(before, outcome).runs).toEqual({ open: { ...timedOut, failureCounted: true } })
    expect(outcome.snapshot.state.attentionAt).toBe(2_000_000)
    for (const [index, run] of runs.entries()) expect(outcome.snapshot.runs[index]).toBe(run)
  })

  it('is reported if the monitor alerts on every failure, unless a flip reports it', () => {
    const given = (status: MonitorStatus) =>
      aSnapshot({
        config: { alertOnEveryFailure: true },
        state: STATUSES[status],
        runs: [aRun({ id: 'open', startedAt: 990_000, deadlineAt: NOW })],
      })
    expect(applyTick(given('up'), NOW, []).notices).toEqual([])
    expect(applyTick(given('down'), NOW, []).notices).toEqual([
      { type: 'run.failed', key: 'failed:open', at: NOW, reason: 'timed_out', runId: 'open', part: null },
    ])
    expect(applyTick(given('paused'), NOW, []).notices).toEqual([])
  })
})
