import { describe, expect, it } from 'vitest'
import { applyBeat } from '../beats/apply-beat'
import { episodesOf } from '../outages/deaf'
import { aBeat, aRun, aSnapshot, NOW } from '../test-kit'
import type { Beat, MonitorConfig, MonitorState, Run } from '../types'
import { applyTick } from './apply-tick'
import { attentionAt } from './deadlines'

describe('attention', () => {
  const open = aRun({ id: 'open', startedAt: 900_000, deadlineAt: 1_700_000, done: 1, stalledFromAt: 950_000 })

  it.each<[string, Partial<MonitorConfig>, Partial<MonitorState>, Run[], number | null]>([
    ['is null while nothing is expected', {}, { status: 'up' }, [], null],
    ['is for the finish', {}, { status: 'up', expectedAt: 1_020_000 }, [], 1_050_000],
    ['is for the finish of a new monitor', {}, { status: 'new', expectedAt: 1_020_000 }, [], 1_050_000],
    ['is not for the finish while down', {}, { status: 'down', expectedAt: 1_020_000 }, [], null],
    ['is for the start', { startBySeconds: 10 }, { status: 'up', expectedAt: 1_020_000 }, [], 1_030_000],
    [
      'is not for a start that was received',
      { startBySeconds: 10 },
      { status: 'up', expectedAt: 1_020_000, startedForAt: 1_020_000 },
      [],
      1_050_000,
    ],
    [
      'is not for a start while a run is open',
      { startBySeconds: 10 },
      { status: 'up', expectedAt: 1_020_000 },
      [aRun()],
      1_050_000,
    ],
    ['is for the runtime of a run', {}, { status: 'down' }, [open], 1_700_000],
    ['is for the earliest runtime', {}, { status: 'up' }, [open, aRun({ deadlineAt: 1_600_000 })], 1_600_000],
    ['is not for runs that have ended', {}, { status: 'up' }, [{ ...open, state: 'failed' }], null],
    ['is for silence', { silenceSeconds: 200 }, { status: 'up' }, [open], 1_100_000],
    [
      'is not for silence that was already judged',
      { silenceSeconds: 200 },
      { status: 'up' },
      [{ ...open, silentAt: 1_100_000 }],
      1_700_000,
    ],
    ['is for a stall', { stallSeconds: 200 }, { status: 'up' }, [open], 1_150_000],
    [
      'is not for a stall that was already judged',
      { stallSeconds: 200 },
      { status: 'up' },
      [{ ...open, stalledAt: 1_150_000 }],
      1_700_000,
    ],
    ['is for lost runs', {}, { status: 'down', lostDeadlineAt: 1_234_000 }, [], 1_234_000],
    ['is null while paused', {}, { status: 'paused', lostDeadlineAt: 1_234_000 }, [open], null],
    ['may be in the past', {}, { status: 'up', expectedAt: 900_000 }, [], 930_000],
  ])('%s', (_, config, state, runs, expected) => {
    const snapshot = aSnapshot({ config, state, runs })
    expect(attentionAt(snapshot)).toBe(expected)
    if (expected === null || expected > NOW)
      expect(applyTick(snapshot, NOW, []).snapshot.state.attentionAt).toBe(expected)
  })
})

describe('attention after a beat', () => {
  const config = { silenceSeconds: 20, maxRuntimeSeconds: 100, schedule: { type: 'none' } } as const

  it.each<[string, Partial<Beat>, number]>([
    ['does not change when a deadline is only postponed', { signal: 'progress', runKey: 'k' }, 1_005_000],
    ['does not change when a run ends', { signal: 'success', runKey: 'k' }, 1_005_000],
    ['does not change when a run opens whose deadlines are later', { signal: 'start', runKey: 'new' }, 1_005_000],
    ['does not change after a log', { signal: 'log', runKey: 'k' }, 1_005_000],
  ])('%s', (_, beat, expected) => {
    const runs = [aRun({ id: 'open', key: 'k', startedAt: 985_000, deadlineAt: 1_085_000 })]
    const snapshot = aSnapshot({ config, state: { status: 'up', attentionAt: 1_005_000 }, runs })
    expect(applyBeat(snapshot, aBeat(beat)).snapshot.state.attentionAt).toBe(expected)
  })

  it('moves earlier for the first deadline of a new run', () => {
    const snapshot = aSnapshot({ config, state: { status: 'up', attentionAt: 1_500_000 } })
    expect(applyBeat(snapshot, aBeat({ signal: 'start' })).snapshot.state.attentionAt).toBe(1_020_000)
  })

  it('does not move earlier for deadlines of a monitor that has gone down', () => {
    const snapshot = aSnapshot({ state: { status: 'up', expectedAt: 1_010_000, attentionAt: 1_040_000 } })
    expect(applyBeat(snapshot, aBeat({ signal: 'fail' })).snapshot.state.attentionAt).toBe(1_040_000)
  })

  it('is set again by the first success of a monitor that was down', () => {
    const snapshot = aSnapshot({ state: { status: 'down', failuresInRow: 1, expectedAt: 900_000 } })
    expect(applyBeat(snapshot, aBeat()).snapshot.state.attentionAt).toBe(1_090_000)
  })

  it('is not set by the limits of a run that the beat ends', () => {
    const run = aRun({ key: 'k', startedAt: 985_000, deadlineAt: 1_085_000 })
    const snapshot = aSnapshot({ config, state: { status: 'up' }, runs: [run] })
    expect(applyBeat(snapshot, aBeat({ runKey: 'k' })).snapshot.state.attentionAt).toBeNull()
  })

  it('is not moved by the schedule, if the beat changed nothing about it', () => {
    // Another open run has moved the deadline of the finish; the beat does not need it, so it was not read.
    const state = { status: 'up', expectedAt: 1_010_000, attentionAt: 1_300_000, openRunCount: 2 } as const
    const run = aRun({ key: 'k', startedAt: 985_000 })
    const snapshot = aSnapshot({ config: { maxRuntimeSeconds: 500 }, state, runs: [run] })
    const after = applyBeat(snapshot, aBeat({ signal: 'progress', runKey: 'k' })).snapshot.state
    expect(after.attentionAt).toBe(1_300_000)
  })

  it('is for the schedule again when the monitor is up, although the same finish is expected', () => {
    const schedule = { type: 'cron', expression: '0 * * * *', timezone: 'UTC' } as const
    const snapshot = aSnapshot({
      config: { schedule, graceSeconds: 60 },
      state: { status: 'down', failuresInRow: 1, expectedAt: 3_600_000 },
    })
    for (const mayBeginRun of [true, false]) {
      const { state } = applyBeat(snapshot, aBeat(), { parts: 9, mayBeginRun }).snapshot
      expect(state).toMatchObject({ status: 'up', expectedAt: 3_600_000, attentionAt: 3_660_000 })
    }
  })
})

it('an outage that was applied to the runs moves their limits no more', () => {
  const outages = [
    { seq: 1, startedAt: 1_000_000, endedAt: 1_060_000, recoversAt: 9_000_000 },
    { seq: 2, startedAt: 2_000_000, endedAt: 2_060_000, recoversAt: 9_000_000 },
  ]
  // Silence counts from ten minutes after the first deaf span; its deadline waits ten minutes, too.
  const run = aRun({ startedAt: 900_000, lastBeatAt: 900_000, silentFromAt: 1_660_000 })
  const snapshot = aSnapshot({ config: { silenceSeconds: 400 }, state: { status: 'up', outageSeq: 2 }, runs: [run] })
  expect(attentionAt({ ...snapshot, episodes: episodesOf(outages) })).toBe(2_660_000)
})
