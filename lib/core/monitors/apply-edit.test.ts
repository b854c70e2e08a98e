import { describe, expect, it } from 'vitest'
import { aConfig, aPart, aRun, aSnapshot, changes, NOW } from '../test-kit'
import type { MonitorConfig, MonitorSnapshot, MonitorState, MonitorStatus, Run, Schedule, StepLimit } from '../types'
import { applyEdit } from './apply-edit'
import { applyTick } from './apply-tick'

const NIGHTLY: Schedule = { type: 'cron', expression: '0 3 * * *', timezone: 'UTC' }
/** NOW is 00:16:40 UTC on 1 January 1970. */
const NEXT_NIGHT = 3 * 3_600_000

function edit(snapshot: MonitorSnapshot, config: Partial<MonitorConfig>) {
  return applyEdit(snapshot, { ...snapshot.config, ...config }, NOW)
}

describe('an edit', () => {
  const expecting = { expectedAt: 1_020_000, startedForAt: 960_000, lastBeatAt: 960_000 }

  it('without a difference changes nothing', () => {
    const snapshot = aSnapshot({
      state: { status: 'up', ...expecting, attentionAt: 1_050_000 },
      runs: [aRun({ startedAt: 1 })],
    })
    expect(applyEdit(snapshot, aConfig(), NOW).snapshot).toBe(snapshot)
  })

  it('of a setting that no deadline depends on changes the configuration only', () => {
    const snapshot = aSnapshot({ state: { status: 'up', ...expecting, attentionAt: 1_050_000 } })
    const outcome = edit(snapshot, { failureTolerance: 3 })
    expect(outcome.snapshot.config).toEqual(aConfig({ failureTolerance: 3 }))
    expect(outcome.snapshot.state).toBe(snapshot.state)
    expect(outcome.snapshot.runs).toBe(snapshot.runs)
  })

  it.each<[string, MonitorStatus, Partial<MonitorState>, Partial<MonitorConfig>, Partial<MonitorState>]>([
    ['a new grace', 'up', expecting, { graceSeconds: 40 }, { expectedAt: 1_060_000, attentionAt: 1_100_000 }],
    ['a new grace', 'new', expecting, { graceSeconds: 40 }, { expectedAt: 1_060_000, attentionAt: 1_100_000 }],
    ['a new grace', 'down', expecting, { graceSeconds: 40 }, { expectedAt: 1_060_000 }],
    ['a new grace', 'paused', {}, { graceSeconds: 40 }, {}],
    ['a new grace', 'new', {}, { graceSeconds: 40 }, {}],
    ['a new start-by', 'up', expecting, { startBySeconds: 20 }, { expectedAt: 1_060_000, attentionAt: 1_080_000 }],
    [
      'another schedule',
      'up',
      expecting,
      { schedule: NIGHTLY },
      { expectedAt: NEXT_NIGHT, startedForAt: null, attentionAt: NEXT_NIGHT + 30_000 },
    ],
    ['another schedule', 'down', expecting, { schedule: NIGHTLY }, { expectedAt: NEXT_NIGHT, startedForAt: null }],
    ['another schedule', 'paused', { lastBeatAt: 960_000 }, { schedule: NIGHTLY }, {}],
    ['another schedule, for a monitor without beats', 'new', {}, { schedule: NIGHTLY }, {}],
    [
      'another schedule, for a monitor with beats',
      'up',
      { lastBeatAt: 960_000 },
      { schedule: NIGHTLY },
      { expectedAt: NEXT_NIGHT, attentionAt: NEXT_NIGHT + 30_000 },
    ],
    ['the schedule removed', 'up', expecting, { schedule: { type: 'none' } }, { expectedAt: null, startedForAt: null }],
    ['a shorter runtime', 'up', expecting, { maxRuntimeSeconds: 5 }, { attentionAt: 1_050_000 }],
  ])('%s while %s: %j, %j', (_, status, state, config, expected) => {
    const snapshot = aSnapshot({ state: { status, ...state } })
    const outcome = edit(snapshot, config)
    expect(changes(snapshot, outcome)).toEqual({ state: expected, runs: {} })
    expect([outcome.flips, outcome.notices, outcome.unjudged]).toEqual([[], [], []])
  })

  it('raises no alert for an occurrence that was overdue before it', () => {
    const snapshot = aSnapshot({ state: { status: 'up', expectedAt: 900_000 } })
    const edited = edit(snapshot, { failureTolerance: 1, alertOnEveryFailure: true }).snapshot
    expect(edited.state).toMatchObject({ expectedAt: 1_060_000, attentionAt: 1_090_000 })
    expect(applyTick(edited, NOW, []).flips).toEqual([])
  })

  it('raises none for an occurrence that only a longer runtime had delayed', () => {
    const snapshot = aSnapshot({
      config: { maxRuntimeSeconds: 600 },
      state: { status: 'up', expectedAt: 900_000 },
      runs: [aRun({ id: 'open', startedAt: 905_000, deadlineAt: 1_505_000 })],
    })
    const edited = edit(snapshot, { maxRuntimeSeconds: null }).snapshot
    expect(edited.runs[0]?.deadlineAt).toBeNull()
    expect(edited.state).toMatchObject({ expectedAt: 1_060_000, attentionAt: 1_090_000 })
  })

  it('raises none for one that an open run delays until the run times out', () => {
    const snapshot = aSnapshot({
      config: { maxRuntimeSeconds: 20, startBySeconds: 10 },
      state: { status: 'up', expectedAt: 985_000 },
      runs: [aRun({ id: 'open', startedAt: 970_000, deadlineAt: 990_000 })],
    })
    const edited = edit(snapshot, { failureTolerance: 2 }).snapshot
    expect(edited.runs[0]?.deadlineAt).toBe(NOW)
    expect(edited.state.expectedAt).toBe(1_060_000)
    expect(applyTick(edited, NOW, []).snapshot.state).toMatchObject({ failuresInRow: 1, status: 'up' })
  })

  it('keeps the overdue occurrence of a monitor that is down, which is not judged', () => {
    const snapshot = aSnapshot({ state: { status: 'down', expectedAt: 900_000 } })
    expect(edit(snapshot, { failureTolerance: 2 }).snapshot.state).toBe(snapshot.state)
  })

  it.each<[string, boolean, boolean, Partial<MonitorState>, Partial<MonitorState>]>([
    ['begins to expect', false, true, {}, { expectedAt: 1_060_000, attentionAt: 1_090_000 }],
    ['keeps what it expects', false, true, { expectedAt: 1_020_000, attentionAt: 1_050_000 }, {}],
    ['no longer expects', true, false, { expectedAt: 1_020_000 }, { expectedAt: null }],
    ['still expects, as there was a beat', true, false, { ...expecting, attentionAt: 1_050_000 }, {}],
  ])('%s when a monitor may be expected from its creation: %j to %j, with %j', (_, from, to, state, expected) => {
    const snapshot = aSnapshot({ config: { expectFromCreation: from }, state: { status: 'new', ...state } })
    expect(changes(snapshot, edit(snapshot, { expectFromCreation: to }))).toEqual({ state: expected, runs: {} })
  })

  it.each([
    ['expecting', { expectedAt: 1_020_000, attentionAt: 1_050_000 }],
    ['expecting nothing', {}],
  ])('of another setting leaves a monitor that was expected from its creation %s', (_, state) => {
    const snapshot = aSnapshot({ config: { expectFromCreation: true }, state: { status: 'new', ...state } })
    expect(edit(snapshot, { failureTolerance: 2 }).snapshot.state).toBe(snapshot.state)
  })

  it.each([
    ['a day without a runtime', null, NOW, NOW + 86_400_000],
    ['the runtime', 900, NOW, NOW + 900_000],
    ['ten minutes with a shorter runtime', 60, NOW, NOW + 600_000],
    ['as long as before, if that is longer', 60, NOW + 601_000, NOW + 601_000],
  ])('lets beats without a key belong to the run that ended last for %s', (_, maxRuntimeSeconds, before, after) => {
    const snapshot = aSnapshot({ config: { maxRuntimeSeconds }, state: { status: 'up', anonymousUntilAt: before } })
    expect(edit(snapshot, { failureTolerance: 2 }).snapshot.state.anonymousUntilAt).toBe(after)
  })

  it('opens no time for beats without a key where no run has ended', () => {
    expect(edit(aSnapshot({}), { failureTolerance: 2 }).snapshot.state.anonymousUntilAt).toBeNull()
  })

  it('makes the deadline of a lost run due now at the earliest', () => {
    const snapshot = aSnapshot({ state: { status: 'up', lostDeadlineAt: 990_000 } })
    expect(edit(snapshot, { failureTolerance: 2 }).snapshot.state).toMatchObject({
      lostDeadlineAt: NOW,
      attentionAt: NOW,
    })
  })
})

describe('an edit while a run is open', () => {
  const open = aRun({ id: 'open', startedAt: 900_000, deadlineAt: 1_500_000, done: 1, stalledFromAt: 950_000 })

  it.each<[string, Partial<MonitorConfig>, Partial<Run>]>([
    ['gives it a longer runtime', { maxRuntimeSeconds: 900 }, { deadlineAt: 1_800_000 }],
    ['gives it a shorter runtime', { maxRuntimeSeconds: 120 }, { deadlineAt: 1_020_000 }],
    ['gives it a runtime that has passed', { maxRuntimeSeconds: 50 }, { deadlineAt: NOW }],
    ['takes its runtime away', { maxRuntimeSeconds: null }, { deadlineAt: null }],
    ['leaves its runtime as an outage has set it', { failureTolerance: 2 }, { deadlineAt: 1_500_000 }],
    [
      'gives it the runtime of a monitor without schedule',
      { schedule: { type: 'none' }, maxRuntimeSeconds: null },
      { deadlineAt: 87_300_000 },
    ],
    [
      'restarts the time of silence and stall',
      { silenceSeconds: 5, stallSeconds: 5 },
      { silentFromAt: NOW, stalledFromAt: NOW },
    ],
  ])('%s', (_, config, expected) => {
    const snapshot = aSnapshot({ config: { maxRuntimeSeconds: 300 }, state: { status: 'up' }, runs: [open] })
    const outcome = edit(snapshot, config)
    expect(outcome.snapshot.runs).toEqual([{ ...open, silentFromAt: NOW, stalledFromAt: NOW, ...expected }])
    expect(outcome.flips).toEqual([])
  })

  it('gives a run without a start no deadline', () => {
    const snapshot = aSnapshot({ runs: [aRun({ id: 'open', startedAt: null, deadlineAt: null })] })
    expect(edit(snapshot, { maxRuntimeSeconds: 900 }).snapshot.runs[0]?.deadlineAt).toBeNull()
  })

  it('changes no run that has ended', () => {
    const ended = { ...open, state: 'failed', endedAt: 990_000 } as const
    expect(edit(aSnapshot({ runs: [ended] }), { maxRuntimeSeconds: 5 }).snapshot.runs[0]).toBe(ended)
  })

  const limit = (step: string, withinSeconds: number): StepLimit => ({
    step,
    signal: 'start',
    withinSeconds,
    ofStep: null,
    ofSignal: 'start',
  })

  it('drops step limits whose deadline has passed, and keeps the others', () => {
    const snapshot = aSnapshot({
      state: { status: 'up' },
      runs: [open],
      parts: [aPart({ runId: 'open', step: 'd', startedAt: 910_000 })],
    })
    const stepLimits = [limit('a', 99), limit('b', 100), limit('c', 101), limit('d', 99)]
    const outcome = edit(snapshot, { stepLimits })
    expect(outcome.snapshot.runs[0]?.brokenLimits).toEqual([0])
    expect(outcome.snapshot.state.attentionAt).toBe(NOW)
  })

  it('keeps the identity of the objects that it does not change', () => {
    const young = aRun({ id: 'open', startedAt: NOW })
    const outcome = edit(aSnapshot({ state: { status: 'up' }, runs: [young] }), { stepLimits: [limit('a', 10)] })
    expect(outcome.snapshot.runs[0]).toBe(young)
  })

  it('gives broken limits their new index when limits move, and drops those that were removed', () => {
    const snapshot = aSnapshot({
      config: { stepLimits: [limit('a', 10), limit('b', 20), limit('c', 500)] },
      state: { status: 'up' },
      runs: [{ ...open, brokenLimits: [0, 1] }],
    })
    const outcome = edit(snapshot, { stepLimits: [limit('c', 500), limit('b', 20), limit('a', 900)] })
    expect(outcome.snapshot.runs[0]?.brokenLimits).toEqual([1])
    expect(outcome.snapshot.state.attentionAt).toBe(1_400_000)
  })
  it('keeps a limit broken although its deadline, counted again, is still to come', () => {
    const snapshot = aSnapshot({
      config: { stepLimits: [limit('a', 500), limit('b', 600)] },
      state: { status: 'up' },
      runs: [{ ...open, brokenLimits: [1] }],
    })
    const outcome = edit(snapshot, { stepLimits: [limit('b', 600), limit('c', 700), limit('a', 500)] })
    expect(outcome.snapshot.runs[0]?.brokenLimits).toEqual([0])
  })
})
