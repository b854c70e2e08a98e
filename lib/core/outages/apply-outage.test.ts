import { describe, expect, it } from 'vitest'
import { applyBeat } from '../beats/apply-beat'
import { applyTick } from '../monitors/apply-tick'
import { aBeat, aPart, aRun, aSnapshot, changes } from '../test-kit'
import type { MonitorConfig, MonitorState, MonitorStatus, Outage, Run, Schedule, Unjudged } from '../types'

/** An outage from 1000 s to 1060 s; the recovery window ends at 1120 s. */
const OUTAGE: Outage = { seq: 1, startedAt: 1_000_000, endedAt: 1_060_000, recoversAt: 1_120_000 }
const R = OUTAGE.recoversAt

const EVERY_MINUTE: Schedule = { type: 'cron', expression: '* * * * *', timezone: 'UTC' }

const AWAY = { from: OUTAGE.startedAt, to: OUTAGE.endedAt }

/** An unjudged occurrence; its grace is the 30 s of most monitors in this file. */
const occurrence = (expectedAt: number, graceMs = 30_000): Unjudged => {
  return { outageSeq: 1, expectedAt, runId: null, deadlineAt: expectedAt + graceMs, away: AWAY }
}

function interval(state: Partial<MonitorState>, config: Partial<MonitorConfig> = {}) {
  return aSnapshot({ config, state: { status: 'up', ...state } })
}

describe('during the recovery window', () => {
  it('no deadline in or after the outage is judged', () => {
    const snapshot = aSnapshot({
      config: { silenceSeconds: 10, startBySeconds: 5 },
      state: { status: 'up', expectedAt: 995_000, lostDeadlineAt: 1_001_000 },
      runs: [aRun({ id: 'open', startedAt: 990_000, deadlineAt: 1_002_000 })],
    })
    for (const now of [OUTAGE.startedAt, OUTAGE.endedAt, R - 1]) {
      const outcome = applyTick(snapshot, now, [OUTAGE])
      expect(changes(snapshot, outcome)).toEqual({ state: { attentionAt: R }, runs: {} })
      expect([outcome.flips, outcome.unjudged]).toEqual([[], []])
    }
  })

  it('a deadline before the outage is judged as usual', () => {
    const outcome = applyTick(interval({ expectedAt: 969_999 }), 1_030_000, [OUTAGE])
    expect(outcome.flips.map(({ reason, at }) => [reason, at])).toEqual([['missed', 999_999]])
    expect(outcome.snapshot.state).toMatchObject({ attentionAt: R, outageSeq: 0 })
  })

  it('a paused monitor needs no check', () => {
    const snapshot = interval({ status: 'paused' })
    expect(applyTick(snapshot, 1_030_000, [OUTAGE]).snapshot).toBe(snapshot)
  })

  it('an explicit fail counts', () => {
    const failed = applyBeat(interval({ expectedAt: 1_010_000 }), aBeat({ signal: 'fail', receivedAt: 1_070_000 }))
    expect(failed.flips.map(({ to, at }) => [to, at])).toEqual([['down', 1_070_000]])
  })

  it('a finish that is delivered late is the finish of its occurrence', () => {
    const cron = interval({ expectedAt: 1_020_000 }, { schedule: EVERY_MINUTE, graceSeconds: 10 })
    const delivered = applyBeat(cron, aBeat({ receivedAt: 1_115_000 })).snapshot
    const outcome = applyTick(delivered, R, [OUTAGE])
    expect(outcome.unjudged).toEqual([])
    expect(outcome.snapshot.state).toMatchObject({ status: 'up', expectedAt: 1_140_000 })
  })
})

describe('after an outage, an occurrence of an interval', () => {
  it.each<[string, number, number]>([
    ['whose deadline is the start of the outage is missed', 970_000, 0],
    [
      'of whose waiting time the outage covers a twentieth is expected one interval after the outage',
      971_500,
      1_120_000,
    ],
    ['that was expected in the outage is expected one interval after the outage', 1_030_000, 1_120_000],
    ['that was expected in the recovery window, half a minute after the outage, is missed', 1_090_000, 0],
    ['that is expected right after the recovery window does not change', R, R],
  ])('%s (expected at %i)', (_, expectedAt, expectedAfter) => {
    const outcome = applyTick(interval({ expectedAt }), R, [OUTAGE])
    expect(outcome.unjudged).toEqual([])
    if (expectedAfter === 0) {
      const flips = outcome.flips.map(({ reason, at, away }) => ({ reason, at, away }))
      expect(flips).toEqual([{ reason: 'missed', at: R, away: expectedAt < R - 60_000 ? AWAY : undefined }])
      return
    }
    expect(outcome.flips).toEqual([])
    expect(outcome.snapshot.state).toMatchObject({
      expectedAt: expectedAfter,
      attentionAt: expectedAfter + 30_000,
      outageSeq: 1,
      failuresInRow: 0,
    })
    const { from, to } = AWAY
    const doubt = { outageSeq: 1, runId: null, deadlineAt: expectedAfter + 30_000, away: { from, to } }
    expect(outcome.inDoubt).toEqual(expectedAt === R ? [] : [{ ...doubt, expectedAt: expectedAfter }])
  })

  it('whose deadline was just before the outage is missed, and the next one is expected one interval after the outage', () => {
    const outcome = applyTick(interval({ expectedAt: 969_999 }, { failureTolerance: 2 }), R, [OUTAGE])
    expect(outcome.unjudged).toEqual([])
    expect(outcome.snapshot.state).toMatchObject({ status: 'up', failuresInRow: 1, expectedAt: 1_120_000 })
  })

  it.each<[MonitorStatus]>([['down'], ['paused']])('of a monitor that is %s is ignored', (status) => {
    const expectedAt = status === 'down' ? 1_010_000 : null
    const outcome = applyTick(interval({ status, expectedAt }), R, [OUTAGE])
    expect([outcome.unjudged, outcome.inDoubt]).toEqual([[], []])
    expect(outcome.snapshot.state).toMatchObject({ expectedAt, outageSeq: 1, attentionAt: null })
  })

  it('is not judged by its start if the start may have been lost', () => {
    const outcome = applyTick(interval({ expectedAt: 1_010_000 }, { startBySeconds: 5 }), R, [OUTAGE])
    expect(outcome.flips).toEqual([])
    expect(outcome.snapshot.state).toMatchObject({ expectedAt: 1_120_000, attentionAt: 1_125_000 })
  })

  it('whose start was due in the recovery window may start until the window ends', () => {
    const snapshot = interval({ expectedAt: 1_080_000 }, { startBySeconds: 5, graceSeconds: 10 })
    expect(applyTick(snapshot, R, [OUTAGE]).flips.map(({ reason, at }) => [reason, at])).toEqual([['not_started', R]])
  })

  it('without a beat after the outage is missed at its new deadline', () => {
    const waiting = applyTick(interval({ expectedAt: 1_010_000 }), R, [OUTAGE]).snapshot
    expect(applyTick(waiting, R + 30_000, [OUTAGE]).flips.map(({ reason, at }) => [reason, at])).toEqual([
      ['missed', 1_150_000],
    ])
  })
})

describe('after an outage, the occurrences of a cron schedule', () => {
  it('whose finish may have been lost become unjudged, each on its own', () => {
    const snapshot = interval({ expectedAt: 960_000 }, { schedule: EVERY_MINUTE, graceSeconds: 50 })
    const outcome = applyTick(snapshot, R, [OUTAGE])
    expect(outcome.unjudged).toEqual([960_000, 1_020_000].map((at) => occurrence(at, 50_000)))
    expect(outcome.snapshot.state).toMatchObject({ status: 'up', expectedAt: 1_080_000, attentionAt: 1_130_000 })
  })

  it('are listed up to a hundred; of the rest, the last one before the end of the outage is judged', () => {
    const long: Outage = { seq: 1, startedAt: 1_000_000, endedAt: 13_000_000, recoversAt: 13_300_000 }
    const snapshot = interval({ expectedAt: 1_020_000 }, { schedule: EVERY_MINUTE, failureTolerance: 99 })
    const outcome = applyTick(snapshot, 13_300_000, [long])
    expect(outcome.unjudged).toHaveLength(100)
    expect(outcome.unjudged.at(-1)?.expectedAt).toBe(6_960_000)
    // The occurrences from 13_080 to 13_260 s would have been received.
    expect(outcome.snapshot.state).toMatchObject({ expectedAt: 13_320_000, failuresInRow: 4 })
  })

  it('are listed up to a hundred, beside the runs that are unjudged', () => {
    const long: Outage = { seq: 1, startedAt: 1_000_000, endedAt: 13_000_000, recoversAt: 13_300_000 }
    const snapshot = aSnapshot({
      config: { schedule: EVERY_MINUTE, failureTolerance: 99 },
      state: { status: 'up', expectedAt: 1_020_000 },
      runs: [aRun({ id: 'open', startedAt: 900_000, deadlineAt: 1_500_000 })],
    })
    const outcome = applyTick(snapshot, 13_300_000, [long])
    const occurrences = outcome.unjudged.filter(({ runId }) => runId === null)
    expect([occurrences.length, outcome.unjudged.length]).toEqual([100, 101])
    expect(occurrences.at(-1)?.expectedAt).toBe(6_960_000)
  })

  it.each(['new', 'up'] as const)('of a monitor that is %s are in doubt if their deadline is later', (status) => {
    const snapshot = interval({ status, expectedAt: 1_020_000 }, { schedule: EVERY_MINUTE, graceSeconds: 600 })
    expect(applyTick(snapshot, R, [OUTAGE]).inDoubt).toEqual([occurrence(1_020_000, 600_000)])
  })

  it('are in doubt because of the last of two spans in which their finish may be lost', () => {
    const again: Outage = { seq: 2, startedAt: 1_080_000, endedAt: 1_090_000, recoversAt: 1_150_000 }
    const snapshot = interval({ expectedAt: 1_020_000 }, { schedule: EVERY_MINUTE, graceSeconds: 600 })
    const { inDoubt } = applyTick(snapshot, 1_150_000, [OUTAGE, again])
    expect(inDoubt).toMatchObject([{ outageSeq: 2, away: { from: 1_080_000, to: 1_090_000 } }])
  })

  it('whose deadline an open run moved past the outage wait for the run', () => {
    const snapshot = aSnapshot({
      config: {
        schedule: { type: 'cron', expression: '*/15 * * * *', timezone: 'UTC' },
        maxRuntimeSeconds: 600,
      },
      state: { status: 'up', expectedAt: 900_000 },
      runs: [aRun({ id: 'open', startedAt: 900_000, deadlineAt: 1_500_000 })],
    })
    const outcome = applyTick(snapshot, R, [OUTAGE])
    expect(outcome.unjudged).toEqual([])
    expect(outcome.inDoubt.map(({ runId, deadlineAt }) => [runId, deadlineAt])).toEqual([
      ['open', 1_500_000],
      [null, 1_500_000],
    ])
    expect(outcome.snapshot.runs[0]).toMatchObject({ state: 'running', deadlineAt: 1_500_000 })
    const due = applyTick(outcome.snapshot, 1_500_000, [OUTAGE])
    expect(due.unjudged.map(({ runId }) => runId)).toEqual(['open'])
    expect(due.flips).toEqual([])
  })
})

describe('after an outage, an open run', () => {
  const heardBefore = { startedAt: 900_000, lastBeatAt: 990_000, silentFromAt: 990_000 }
  const awayFields = { awayFromAt: AWAY.from, awayToAt: AWAY.to }
  const heardSince = { startedAt: 900_000, lastBeatAt: 1_060_000, silentFromAt: 1_060_000 }

  it.each<[string, Partial<Run>, Partial<Run>]>([
    [
      'that was due before it has timed out',
      { ...heardBefore, deadlineAt: 999_999 },
      { state: 'timed_out', reason: 'timed_out', endedAt: 999_999, failureCounted: true },
    ],
    [
      'that was due in it is unjudged',
      { ...heardBefore, deadlineAt: 1_050_000 },
      { state: 'unjudged', endedAt: R, awayFromAt: AWAY.from, awayToAt: AWAY.to },
    ],
    [
      'that was due in the recovery is unjudged',
      { ...heardBefore, deadlineAt: R - 1 },
      { state: 'unjudged', endedAt: R, awayFromAt: AWAY.from, awayToAt: AWAY.to },
    ],
    [
      'that was due when the outage began has timed out: the outage covers no part of its time',
      { ...heardBefore, deadlineAt: 1_000_000 },
      { state: 'timed_out', reason: 'timed_out', endedAt: R, failureCounted: true, ...awayFields },
    ],
    ['that is due later keeps its deadline', { ...heardBefore, deadlineAt: R + 1 }, { silentFromAt: R, outageSeq: 1 }],
    [
      'without a deadline counts its silence from the end of the outage',
      heardBefore,
      { silentFromAt: R, outageSeq: 1 },
    ],
    [
      'that advanced before the outage counts its stall from the end of the outage',
      { ...heardBefore, done: 1, stalledFromAt: 980_000 },
      { silentFromAt: R, stalledFromAt: R, outageSeq: 1 },
    ],
    ['with a beat after the outage keeps its deadline', { ...heardSince, deadlineAt: R + 5 }, {}],
    [
      'with a beat after the outage is due at the end of the recovery window at the earliest',
      { ...heardSince, deadlineAt: 1_010_000 },
      { state: 'timed_out', reason: 'timed_out', endedAt: R, failureCounted: true, ...awayFields },
    ],
    [
      'with a beat after the outage that did not advance it counts its stall from the end of the outage',
      { ...heardSince, done: 1, stalledFromAt: 980_000 },
      { stalledFromAt: 1_060_000 },
    ],
  ])('%s', (_, run, expected) => {
    const snapshot = aSnapshot({ state: { status: 'up' }, runs: [aRun({ id: 'open', ...run })] })
    const outcome = applyTick(snapshot, R, [OUTAGE])
    expect(changes(snapshot, outcome).runs).toEqual(Object.keys(expected).length === 0 ? {} : { open: expected })
  })

  it('that is unjudged counts as no failure, and is listed with its deadline', () => {
    const snapshot = aSnapshot({
      state: { status: 'up' },
      runs: [aRun({ id: 'open', ...heardBefore, deadlineAt: 1_050_000 })],
    })
    const outcome = applyTick(snapshot, R, [OUTAGE])
    expect(outcome.unjudged).toEqual([
      { outageSeq: 1, expectedAt: 1_050_000, runId: 'open', deadlineAt: 1_050_000, away: AWAY },
    ])
    expect(outcome.snapshot.state).toMatchObject({ status: 'up', failuresInRow: 0, openRunCount: 0, attentionAt: null })
  })

  it('that is unjudged names the outage in which its end may be lost, not a longer one', () => {
    const later: Outage = { seq: 2, startedAt: 1_200_000, endedAt: 1_210_000, recoversAt: 1_270_000 }
    const snapshot = aSnapshot({
      state: { status: 'up', usualDurations: [3050, 3050, 3050, 3050, 3050] },
      runs: [aRun({ id: 'open', ...heardBefore, deadlineAt: 1_400_000 })],
    })
    const outcome = applyTick(snapshot, 1_400_000, [OUTAGE, later])
    expect(outcome.unjudged).toMatchObject([{ outageSeq: 2, away: { from: 1_200_000, to: 1_210_000 } }])
    expect(outcome.snapshot.runs[0]).toMatchObject({ awayFromAt: 1_200_000, awayToAt: 1_210_000 })
  })

  it('with a new beat is no longer marked with the outage', () => {
    const snapshot = aSnapshot({ state: { status: 'up' }, runs: [aRun({ id: 'open', ...heardBefore })] })
    const after = applyTick(snapshot, R, [OUTAGE]).snapshot
    expect(after.runs[0]?.outageSeq).toBe(1)
    expect(applyBeat(after, aBeat({ signal: 'progress', receivedAt: R + 5 })).snapshot.runs[0]?.outageSeq).toBeNull()
  })

  it('has its step limits postponed; a limit is dropped if the outage covers half of its time', () => {
    const start = { signal: 'start', ofStep: null, ofSignal: 'start' } as const
    const snapshot = aSnapshot({
      config: {
        stepLimits: [
          { step: 'a', withinSeconds: 99, ...start },
          { step: 'b', withinSeconds: 125, ...start },
          { step: 'c', withinSeconds: 219, ...start },
          { step: 'd', withinSeconds: 221, ...start },
          { step: 'e', withinSeconds: 150, ...start },
          { step: 'f', signal: 'start', withinSeconds: 30, ofStep: 'e', ofSignal: 'start' },
        ],
        failureTolerance: 9,
      },
      state: { status: 'up' },
      runs: [aRun({ id: 'open', ...heardBefore })],
      parts: [aPart({ runId: 'open', step: 'e', startedAt: 1_010_000 })],
    })
    const outcome = applyTick(snapshot, R, [OUTAGE])
    expect(outcome.snapshot.runs[0]?.brokenLimits).toEqual([0, 1, 2, 5])
    // The run counts once, for `a`, which was late before the outage. The other limits came later.
    expect(outcome.snapshot.state).toMatchObject({
      failuresInRow: 1,
      failedRunStartedAt: 900_000,
      attentionAt: 1_121_000,
    })
    const dropped = applyTick(
      { ...snapshot, config: { ...snapshot.config, stepLimits: snapshot.config.stepLimits.slice(5) } },
      R,
      [OUTAGE],
    )
    expect(dropped.snapshot.runs[0]?.brokenLimits).toEqual([0])
    expect(dropped.snapshot.state.failuresInRow).toBe(0)
  })

  it('that kept a step limit with a beat in the recovery window has kept it', () => {
    const limit = { step: 'a', signal: 'start', withinSeconds: 125, ofStep: null, ofSignal: 'start' } as const
    const snapshot = aSnapshot({
      config: { stepLimits: [limit] },
      state: { status: 'up' },
      runs: [aRun({ id: 'open', ...heardSince, lastBeatAt: 1_090_000 })],
      parts: [aPart({ runId: 'open', step: 'a', startedAt: 1_090_000 })],
    })
    expect(applyTick(snapshot, R, [OUTAGE]).snapshot.state.failuresInRow).toBe(0)
  })

  it('that was lost waits for the recovery window too', () => {
    const snapshot = interval({ lostDeadlineAt: 1_010_000 })
    expect(applyTick(snapshot, R - 1, [OUTAGE]).flips).toEqual([])
    expect(applyTick(snapshot, R, [OUTAGE]).flips.map(({ reason, at }) => [reason, at])).toEqual([['lost', R]])
  })

  it('of a paused monitor times out as if there had been no outage', () => {
    const snapshot = interval({ status: 'paused' })
    const paused = { ...snapshot, runs: [aRun({ id: 'open', ...heardBefore, deadlineAt: 1_050_000 })] }
    const outcome = applyTick({ ...paused, state: { ...paused.state, openRunCount: 1 } }, R, [OUTAGE])
    expect(outcome.snapshot.runs[0]).toMatchObject({ state: 'timed_out', endedAt: R })
    expect([outcome.unjudged, outcome.inDoubt, outcome.flips]).toEqual([[], [], []])
  })
})

describe('outages', () => {
  it('are applied once', () => {
    const snapshot = interval({ expectedAt: 1_010_000 })
    const once = applyTick(snapshot, R, [OUTAGE])
    const twice = applyTick(once.snapshot, R, [OUTAGE])
    expect(once.inDoubt).toHaveLength(1)
    expect(twice.snapshot).toBe(once.snapshot)
    expect([twice.unjudged, twice.inDoubt]).toEqual([[], []])
  })

  it('that have not begun are not applied', () => {
    const snapshot = interval({ expectedAt: 1_010_000, attentionAt: 1_040_000 })
    expect(applyTick(snapshot, 999_999, [OUTAGE]).snapshot).toBe(snapshot)
  })

  it('of less than five seconds only postpone', () => {
    const short: Outage = { seq: 1, startedAt: 1_000_000, endedAt: 1_004_999, recoversAt: 1_060_000 }
    const cron = interval({ expectedAt: 960_000 }, { schedule: EVERY_MINUTE, graceSeconds: 42 })
    expect(applyTick(cron, 1_059_999, [short]).flips).toEqual([])
    const { flips, unjudged } = applyTick(cron, 1_060_000, [short])
    expect(unjudged).toEqual([])
    expect(flips.map(({ reason, at, away }) => [reason, at, away])).toEqual([['missed', 1_060_000, undefined]])
  })

  it('that overlap, or are less than five seconds apart, count as one', () => {
    const pieces: Outage[] = [
      { seq: 3, startedAt: 1_000_000, endedAt: 1_004_000, recoversAt: 1_060_000 },
      { seq: 1, startedAt: 1_003_000, endedAt: 1_005_000, recoversAt: 1_055_000 },
      { seq: 2, startedAt: 1_009_999, endedAt: 1_012_000, recoversAt: 1_050_000 },
    ]
    const cron = interval({ expectedAt: 960_000 }, { schedule: EVERY_MINUTE, graceSeconds: 45 })
    expect(applyTick(cron, 1_060_000, pieces).unjudged).toMatchObject([
      { outageSeq: 3, expectedAt: 960_000, away: { from: 1_000_000, to: 1_012_000 } },
    ])
  })

  it('are applied one after the other; one that begins in the recovery window of the one before extends that window', () => {
    const second: Outage = { seq: 2, startedAt: 1_100_000, endedAt: 1_200_000, recoversAt: 1_300_000 }
    const snapshot = interval({ expectedAt: 1_010_000 })
    const held = applyTick(snapshot, 1_150_000, [OUTAGE, second])
    expect(held.snapshot.state).toMatchObject({ outageSeq: 0, expectedAt: 1_010_000, attentionAt: 1_300_000 })
    const over = applyTick(held.snapshot, 1_300_000, [OUTAGE, second])
    // The first outage covers its 30 s of grace. It is expected again one interval after that
    // outage, and is silent a second time.
    expect(over.inDoubt.map(({ outageSeq, expectedAt }) => [outageSeq, expectedAt])).toEqual([[1, 1_120_000]])
    expect(over.snapshot.state).toMatchObject({ outageSeq: 2, status: 'down' })
  })

  it('that are applied late change nothing that came after them', () => {
    const snapshot = aSnapshot({
      config: { failureTolerance: 9 },
      state: { status: 'up', expectedAt: 5_000_000 },
      runs: [aRun({ id: 'open', startedAt: 4_000_000, deadlineAt: 6_000_000 })],
    })
    const outcome = applyTick(snapshot, 4_500_000, [OUTAGE])
    expect(changes(snapshot, outcome)).toEqual({ state: { outageSeq: 1, attentionAt: 5_030_000 }, runs: {} })
  })
})
