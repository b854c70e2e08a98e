import { describe, expect, it } from 'vitest'
import { applyBeat } from './apply-beat'
import { applyTick } from './apply-tick'
import { aBeat, aPart, aRun, aSnapshot, changes } from './test-kit'
import type { MonitorConfig, MonitorState, MonitorStatus, Outage, Run, Schedule, Unjudged } from './types'

/** Nothing was heard from 1000 s to 1060 s; clients get until 1120 s. */
const OUTAGE: Outage = { seq: 1, startedAt: 1_000_000, endedAt: 1_060_000, recoversAt: 1_120_000 }
const R = OUTAGE.recoversAt

const EVERY_MINUTE: Schedule = { type: 'cron', expression: '* * * * *', timezone: 'UTC' }

const AWAY = { from: OUTAGE.startedAt, to: OUTAGE.endedAt }

/** Unjudged with the grace of 30 s that most have here. */
const occurrence = (expectedAt: number, graceMs = 30_000): Unjudged => {
  return { outageSeq: 1, expectedAt, runId: null, deadlineAt: expectedAt + graceMs, away: AWAY }
}

function interval(state: Partial<MonitorState>, config: Partial<MonitorConfig> = {}) {
  return aSnapshot({ config, state: { status: 'up', ...state } })
}

describe('while clients still deliver late', () => {
  it('nothing is decided whose deadline lies in or after the outage', () => {
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

  it('what was due before the outage is decided as usual', () => {
    const outcome = applyTick(interval({ expectedAt: 969_999 }), 1_030_000, [OUTAGE])
    expect(outcome.flips.map(({ reason, at }) => [reason, at])).toEqual([['missed', 999_999]])
    expect(outcome.snapshot.state).toMatchObject({ attentionAt: R, outageSeq: 0 })
  })

  it('a paused monitor needs no look', () => {
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
    ['whose time was deaf from its deadline on is missed', 970_000, 0],
    ['whose time was deaf for a twentieth starts again with its end', 971_500, 1_120_000],
    ['that was expected in it starts again with its end', 1_030_000, 1_120_000],
    ['that was expected in the recovery, half a minute after its end, is missed in its time', 1_090_000, 0],
    ['that is expected right after the recovery stands', R, R],
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

  it('whose deadline was just before it is missed, and the next one starts again', () => {
    const outcome = applyTick(interval({ expectedAt: 969_999 }, { failureTolerance: 2 }), R, [OUTAGE])
    expect(outcome.unjudged).toEqual([])
    expect(outcome.snapshot.state).toMatchObject({ status: 'up', failuresInRow: 1, expectedAt: 1_120_000 })
  })

  it.each<[MonitorStatus]>([['down'], ['paused']])('of a monitor that is %s is nobody’s concern', (status) => {
    const expectedAt = status === 'down' ? 1_010_000 : null
    const outcome = applyTick(interval({ status, expectedAt }), R, [OUTAGE])
    expect([outcome.unjudged, outcome.inDoubt]).toEqual([[], []])
    expect(outcome.snapshot.state).toMatchObject({ expectedAt, outageSeq: 1, attentionAt: null })
  })

  it('is not judged by its start if that may not have been heard', () => {
    const outcome = applyTick(interval({ expectedAt: 1_010_000 }, { startBySeconds: 5 }), R, [OUTAGE])
    expect(outcome.flips).toEqual([])
    expect(outcome.snapshot.state).toMatchObject({ expectedAt: 1_120_000, attentionAt: 1_125_000 })
  })

  it('whose start was due in the recovery alone has until its end', () => {
    const snapshot = interval({ expectedAt: 1_080_000 }, { startBySeconds: 5, graceSeconds: 10 })
    expect(applyTick(snapshot, R, [OUTAGE]).flips.map(({ reason, at }) => [reason, at])).toEqual([['not_started', R]])
  })

  it('that stays silent after it is missed in its time', () => {
    const waiting = applyTick(interval({ expectedAt: 1_010_000 }), R, [OUTAGE]).snapshot
    expect(applyTick(waiting, R + 30_000, [OUTAGE]).flips.map(({ reason, at }) => [reason, at])).toEqual([
      ['missed', 1_150_000],
    ])
  })
})

describe('after an outage, the occurrences of a cron schedule', () => {
  it('whose finish may be lost are unjudged one by one', () => {
    const snapshot = interval({ expectedAt: 960_000 }, { schedule: EVERY_MINUTE, graceSeconds: 50 })
    const outcome = applyTick(snapshot, R, [OUTAGE])
    expect(outcome.unjudged).toEqual([960_000, 1_020_000].map((at) => occurrence(at, 50_000)))
    expect(outcome.snapshot.state).toMatchObject({ status: 'up', expectedAt: 1_080_000, attentionAt: 1_130_000 })
  })

  it('are listed up to a hundred, and of the rest the last one before its end is looked at', () => {
    const long: Outage = { seq: 1, startedAt: 1_000_000, endedAt: 13_000_000, recoversAt: 13_300_000 }
    const snapshot = interval({ expectedAt: 1_020_000 }, { schedule: EVERY_MINUTE, failureTolerance: 99 })
    const outcome = applyTick(snapshot, 13_300_000, [long])
    expect(outcome.unjudged).toHaveLength(100)
    expect(outcome.unjudged.at(-1)?.expectedAt).toBe(6_960_000)
    // Those of 13_080 to 13_260 s would have been heard.
    expect(outcome.snapshot.state).toMatchObject({ expectedAt: 13_320_000, failuresInRow: 4 })
  })

  it('whose run extended them past it wait for the run', () => {
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
      'that was due as it began has timed out: nothing of its time was deaf',
      { ...heardBefore, deadlineAt: 1_000_000 },
      { state: 'timed_out', reason: 'timed_out', endedAt: R, failureCounted: true, ...awayFields },
    ],
    ['that is due later keeps its deadline', { ...heardBefore, deadlineAt: R + 1 }, { silentFromAt: R, outageSeq: 1 }],
    ['that has no deadline starts to be silent anew', heardBefore, { silentFromAt: R, outageSeq: 1 }],
    [
      'that advanced before it starts to stall anew',
      { ...heardBefore, done: 1, stalledFromAt: 980_000 },
      { silentFromAt: R, stalledFromAt: R, outageSeq: 1 },
    ],
    ['that was heard since keeps its deadline', { ...heardSince, deadlineAt: R + 5 }, {}],
    [
      'that was heard since is due at the end of the recovery at the earliest',
      { ...heardSince, deadlineAt: 1_010_000 },
      { state: 'timed_out', reason: 'timed_out', endedAt: R, failureCounted: true, ...awayFields },
    ],
    [
      'that was heard since but did not advance stalls from its end on',
      { ...heardSince, done: 1, stalledFromAt: 980_000 },
      { stalledFromAt: 1_060_000 },
    ],
  ])('%s', (_, run, expected) => {
    const snapshot = aSnapshot({ state: { status: 'up' }, runs: [aRun({ id: 'open', ...run })] })
    const outcome = applyTick(snapshot, R, [OUTAGE])
    expect(changes(snapshot, outcome).runs).toEqual(Object.keys(expected).length === 0 ? {} : { open: expected })
  })

  it('that is unjudged counts nothing, and is listed with its deadline', () => {
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

  it('that is heard again is out of the outage', () => {
    const snapshot = aSnapshot({ state: { status: 'up' }, runs: [aRun({ id: 'open', ...heardBefore })] })
    const after = applyTick(snapshot, R, [OUTAGE]).snapshot
    expect(after.runs[0]?.outageSeq).toBe(1)
    expect(applyBeat(after, aBeat({ signal: 'progress', receivedAt: R + 5 })).snapshot.runs[0]?.outageSeq).toBeNull()
  })

  it('has its step limits put off, and those dropped of which half the time was deaf', () => {
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
    // The run counts once, for `a`, which was late before; the rest followed it.
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

  it('that kept a step limit with a beat that came in the recovery has kept it', () => {
    const limit = { step: 'a', signal: 'start', withinSeconds: 125, ofStep: null, ofSignal: 'start' } as const
    const snapshot = aSnapshot({
      config: { stepLimits: [limit] },
      state: { status: 'up' },
      runs: [aRun({ id: 'open', ...heardSince, lastBeatAt: 1_090_000 })],
      parts: [aPart({ runId: 'open', step: 'a', startedAt: 1_090_000 })],
    })
    expect(applyTick(snapshot, R, [OUTAGE]).snapshot.state.failuresInRow).toBe(0)
  })

  it('that was lost is given the recovery too', () => {
    const snapshot = interval({ lostDeadlineAt: 1_010_000 })
    expect(applyTick(snapshot, R - 1, [OUTAGE]).flips).toEqual([])
    expect(applyTick(snapshot, R, [OUTAGE]).flips.map(({ reason, at }) => [reason, at])).toEqual([['lost', R]])
  })

  it('of a paused monitor runs out of time as if nothing had been', () => {
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

  it('of less than five seconds only put off', () => {
    const short: Outage = { seq: 1, startedAt: 1_000_000, endedAt: 1_004_999, recoversAt: 1_060_000 }
    const cron = interval({ expectedAt: 960_000 }, { schedule: EVERY_MINUTE, graceSeconds: 42 })
    expect(applyTick(cron, 1_059_999, [short]).flips).toEqual([])
    const { flips, unjudged } = applyTick(cron, 1_060_000, [short])
    expect(unjudged).toEqual([])
    expect(flips.map(({ reason, at, away }) => [reason, at, away])).toEqual([['missed', 1_060_000, undefined]])
  })

  it('that overlap, or are less than five seconds apart, are one', () => {
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

  it('come one after the other, and one that begins in the recovery of the one before extends it', () => {
    const second: Outage = { seq: 2, startedAt: 1_100_000, endedAt: 1_200_000, recoversAt: 1_300_000 }
    const snapshot = interval({ expectedAt: 1_010_000 })
    const held = applyTick(snapshot, 1_150_000, [OUTAGE, second])
    expect(held.snapshot.state).toMatchObject({ outageSeq: 0, expectedAt: 1_010_000, attentionAt: 1_300_000 })
    const over = applyTick(held.snapshot, 1_300_000, [OUTAGE, second])
    // Its 30 s of grace were deaf in the first one; started again with its end, it is silent a second time.
    expect(over.inDoubt.map(({ outageSeq, expectedAt }) => [outageSeq, expectedAt])).toEqual([[1, 1_120_000]])
    expect(over.snapshot.state).toMatchObject({ outageSeq: 2, status: 'down' })
  })

  it('that are applied late disturb nothing that came since', () => {
    const snapshot = aSnapshot({
      config: { failureTolerance: 9 },
      state: { status: 'up', expectedAt: 5_000_000 },
      runs: [aRun({ id: 'open', startedAt: 4_000_000, deadlineAt: 6_000_000 })],
    })
    const outcome = applyTick(snapshot, 4_500_000, [OUTAGE])
    expect(changes(snapshot, outcome)).toEqual({ state: { outageSeq: 1, attentionAt: 5_030_000 }, runs: {} })
  })
})
