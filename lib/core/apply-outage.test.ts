import { describe, expect, it } from 'vitest'
import { applyBeat } from './apply-beat'
import { applyTick } from './apply-tick'
import { aBeat, aPart, aRun, aWatch, changes } from './test-kit'
import type { MonitorConfig, MonitorState, MonitorStatus, Outage, Run, Schedule, Unjudged } from './types'

/** Nothing was heard from 1000 s to 1060 s; clients get until 1120 s. */
const OUTAGE: Outage = { seq: 1, startedAt: 1_000_000, endedAt: 1_060_000, recoversAt: 1_120_000 }
const R = OUTAGE.recoversAt

const EVERY_MINUTE: Schedule = { type: 'cron', expression: '* * * * *', timezone: 'UTC' }

const occurrence = (expectedAt: number): Unjudged => ({ outageSeq: 1, expectedAt, runId: null })

function interval(state: Partial<MonitorState>, config: Partial<MonitorConfig> = {}) {
  return aWatch({ config, state: { status: 'up', ...state } })
}

describe('while clients still deliver late', () => {
  it('nothing is decided whose deadline lies in or after the outage', () => {
    const watch = aWatch({
      config: { silenceSeconds: 10, startBySeconds: 5 },
      state: { status: 'up', expectedAt: 995_000, lostDeadlineAt: 1_001_000 },
      runs: [aRun({ id: 'open', startedAt: 990_000, deadlineAt: 1_002_000 })],
    })
    for (const now of [OUTAGE.startedAt, OUTAGE.endedAt, R - 1]) {
      const outcome = applyTick(watch, now, [OUTAGE])
      expect(changes(watch, outcome)).toEqual({ state: { attentionAt: R }, runs: {} })
      expect([outcome.flips, outcome.unjudged]).toEqual([[], []])
    }
  })

  it('what was due before the outage is decided as usual', () => {
    const outcome = applyTick(interval({ expectedAt: 969_999 }), 1_030_000, [OUTAGE])
    expect(outcome.flips.map(({ reason, at }) => [reason, at])).toEqual([['missed', 999_999]])
    expect(outcome.watch.state).toMatchObject({ attentionAt: R, outageSeq: 0 })
  })

  it('a paused monitor needs no look', () => {
    const watch = interval({ status: 'paused' })
    expect(applyTick(watch, 1_030_000, [OUTAGE]).watch).toBe(watch)
  })

  it('an explicit fail counts', () => {
    const failed = applyBeat(interval({ expectedAt: 1_010_000 }), aBeat({ signal: 'fail', receivedAt: 1_070_000 }))
    expect(failed.flips.map(({ to, at }) => [to, at])).toEqual([['down', 1_070_000]])
  })

  it('a finish that is delivered late is the finish of its occurrence', () => {
    const cron = interval({ expectedAt: 1_020_000 }, { schedule: EVERY_MINUTE, graceSeconds: 10 })
    const delivered = applyBeat(cron, aBeat({ receivedAt: 1_115_000 })).watch
    const outcome = applyTick(delivered, R, [OUTAGE])
    expect(outcome.unjudged).toEqual([])
    expect(outcome.watch.state).toMatchObject({ status: 'up', expectedAt: 1_140_000 })
  })
})

describe('after an outage, an occurrence of an interval', () => {
  it.each<[string, number, Unjudged[]]>([
    ['whose deadline was at its start is unjudged', 970_000, [occurrence(970_000)]],
    ['that was expected in it is unjudged', 1_030_000, [occurrence(1_030_000)]],
    ['that was expected in the time of recovery is unjudged', R - 1, [occurrence(R - 1)]],
    ['that is expected right after it stands', R, []],
  ])('%s (expected at %i)', (_, expectedAt, unjudged) => {
    const outcome = applyTick(interval({ expectedAt }), R, [OUTAGE])
    expect(outcome.flips).toEqual([])
    expect(outcome.unjudged).toEqual(unjudged)
    expect(outcome.watch.state).toMatchObject({
      expectedAt: R,
      attentionAt: R + 30_000,
      outageSeq: 1,
      failuresInRow: 0,
    })
  })

  it('whose deadline was just before it is missed, and only the next one unjudged', () => {
    const outcome = applyTick(interval({ expectedAt: 969_999 }, { failureTolerance: 2 }), R, [OUTAGE])
    expect(outcome.unjudged).toEqual([occurrence(1_029_999)])
    expect(outcome.watch.state).toMatchObject({ status: 'up', failuresInRow: 1, expectedAt: R })
  })

  it.each<[MonitorStatus]>([['down'], ['paused']])('of a monitor that is %s is nobody’s concern', (status) => {
    const expectedAt = status === 'down' ? 1_010_000 : null
    const outcome = applyTick(interval({ status, expectedAt }), R, [OUTAGE])
    expect(outcome.unjudged).toEqual([])
    expect(outcome.watch.state).toMatchObject({ expectedAt, outageSeq: 1, attentionAt: null })
  })

  it('takes its limit for starting with it', () => {
    const outcome = applyTick(interval({ expectedAt: 1_010_000 }, { startBySeconds: 5 }), R, [OUTAGE])
    expect(outcome.flips).toEqual([])
    expect(outcome.watch.state).toMatchObject({ expectedAt: R, attentionAt: R + 5000 })
  })

  it('that stays silent after it is missed in its time', () => {
    const waiting = applyTick(interval({ expectedAt: 1_010_000 }), R, [OUTAGE]).watch
    expect(applyTick(waiting, R + 30_000, []).flips.map(({ reason, at }) => [reason, at])).toEqual([
      ['missed', 1_150_000],
    ])
  })
})

describe('after an outage, the occurrences of a cron schedule', () => {
  it('that meet it or the recovery are unjudged one by one', () => {
    const watch = interval({ expectedAt: 960_000 }, { schedule: EVERY_MINUTE, graceSeconds: 50 })
    const outcome = applyTick(watch, R, [OUTAGE])
    expect(outcome.unjudged).toEqual([occurrence(960_000), occurrence(1_020_000), occurrence(1_080_000)])
    expect(outcome.watch.state).toMatchObject({ status: 'up', expectedAt: 1_140_000, attentionAt: 1_190_000 })
  })

  it('are listed up to a hundred, and the rest is passed over', () => {
    const long: Outage = { seq: 1, startedAt: 1_000_000, endedAt: 13_000_000, recoversAt: 13_300_000 }
    const watch = interval({ expectedAt: 1_020_000 }, { schedule: EVERY_MINUTE })
    const outcome = applyTick(watch, 13_300_000, [long])
    expect(outcome.unjudged).toHaveLength(100)
    expect(outcome.unjudged.at(-1)?.expectedAt).toBe(6_960_000)
    expect(outcome.watch.state.expectedAt).toBe(13_320_000)
  })

  it('whose run extended them past it are unjudged too', () => {
    const watch = aWatch({
      config: { schedule: EVERY_MINUTE, maxRuntimeSeconds: 600 },
      state: { status: 'up', expectedAt: 960_000 },
      runs: [aRun({ id: 'open', startedAt: 960_000, deadlineAt: 1_560_000 })],
    })
    const outcome = applyTick(watch, R, [OUTAGE])
    expect(outcome.unjudged).toEqual([occurrence(960_000), occurrence(1_020_000), occurrence(1_080_000)])
    expect(outcome.watch.runs[0]).toMatchObject({ state: 'running', deadlineAt: 1_680_000 })
  })
})

describe('after an outage, an open run', () => {
  const heardBefore = { startedAt: 900_000, lastBeatAt: 990_000, silentFromAt: 990_000 }
  const heardSince = { startedAt: 900_000, lastBeatAt: 1_060_000, silentFromAt: 1_060_000 }

  it.each<[string, Partial<Run>, Partial<Run>]>([
    [
      'that was due before it has timed out',
      { ...heardBefore, deadlineAt: 999_999 },
      { state: 'timed_out', reason: 'timed_out', endedAt: 999_999, failureCounted: true },
    ],
    ['that was due in it is unjudged', { ...heardBefore, deadlineAt: 1_000_000 }, { state: 'unjudged', endedAt: R }],
    [
      'that was due in the recovery is unjudged',
      { ...heardBefore, deadlineAt: R - 1 },
      { state: 'unjudged', endedAt: R },
    ],
    [
      'that is due later gets the time back',
      { ...heardBefore, deadlineAt: R },
      { deadlineAt: R + 120_000, silentFromAt: R, outageSeq: 1 },
    ],
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
      { deadlineAt: R, state: 'timed_out', reason: 'timed_out', endedAt: R, failureCounted: true },
    ],
    [
      'that was heard since but did not advance stalls from its end on',
      { ...heardSince, done: 1, stalledFromAt: 980_000 },
      { stalledFromAt: 1_060_000 },
    ],
  ])('%s', (_, run, expected) => {
    const watch = aWatch({ state: { status: 'up' }, runs: [aRun({ id: 'open', ...run })] })
    const outcome = applyTick(watch, R, [OUTAGE])
    expect(changes(watch, outcome).runs).toEqual(Object.keys(expected).length === 0 ? {} : { open: expected })
  })

  it('that is unjudged counts nothing, and is listed with its deadline', () => {
    const watch = aWatch({
      state: { status: 'up' },
      runs: [aRun({ id: 'open', ...heardBefore, deadlineAt: 1_050_000 })],
    })
    const outcome = applyTick(watch, R, [OUTAGE])
    expect(outcome.unjudged).toEqual([{ outageSeq: 1, expectedAt: 1_050_000, runId: 'open' }])
    expect(outcome.watch.state).toMatchObject({ status: 'up', failuresInRow: 0, openRunCount: 0, attentionAt: null })
  })

  it('that is heard again is out of the outage', () => {
    const watch = aWatch({ state: { status: 'up' }, runs: [aRun({ id: 'open', ...heardBefore })] })
    const after = applyTick(watch, R, [OUTAGE]).watch
    expect(after.runs[0]?.outageSeq).toBe(1)
    expect(applyBeat(after, aBeat({ signal: 'progress', receivedAt: R + 5 })).watch.runs[0]?.outageSeq).toBeNull()
  })

  it('loses the step limits and the lost run’s deadline that fell into it', () => {
    const start = { signal: 'start', ofStep: null, ofSignal: 'start' } as const
    const watch = aWatch({
      config: {
        stepLimits: [
          { step: 'a', withinSeconds: 99, ...start },
          { step: 'b', withinSeconds: 100, ...start },
          { step: 'c', withinSeconds: 219, ...start },
          { step: 'd', withinSeconds: 220, ...start },
          { step: 'e', withinSeconds: 150, ...start },
        ],
        failureTolerance: 9,
      },
      state: { status: 'up', lostDeadlineAt: 1_010_000 },
      runs: [aRun({ id: 'open', ...heardBefore })],
      parts: [aPart({ runId: 'open', step: 'e', startedAt: 910_000 })],
    })
    const outcome = applyTick(watch, R, [OUTAGE])
    expect(outcome.watch.runs[0]?.brokenLimits).toEqual([0, 1, 2, 3])
    expect(outcome.watch.state).toMatchObject({ failuresInRow: 1, failedRunStartedAt: 900_000, lostDeadlineAt: null })
  })
})

describe('outages', () => {
  it('are applied once', () => {
    const watch = interval({ expectedAt: 1_010_000 })
    const once = applyTick(watch, R, [OUTAGE])
    const twice = applyTick(once.watch, R, [OUTAGE])
    expect(twice.watch).toBe(once.watch)
    expect(twice.unjudged).toEqual([])
  })

  it('that have not begun are not applied', () => {
    const watch = interval({ expectedAt: 1_010_000, attentionAt: 1_040_000 })
    expect(applyTick(watch, 999_999, [OUTAGE]).watch).toBe(watch)
  })

  it('come one after the other, each holding what lies after its start', () => {
    const second: Outage = { seq: 2, startedAt: 1_100_000, endedAt: 1_200_000, recoversAt: 1_300_000 }
    const watch = interval({ expectedAt: 1_010_000 })
    const held = applyTick(watch, 1_150_000, [OUTAGE, second])
    expect(held.unjudged).toEqual([occurrence(1_010_000)])
    expect(held.watch.state).toMatchObject({ outageSeq: 1, expectedAt: R, attentionAt: 1_300_000 })
    const over = applyTick(held.watch, 1_300_000, [OUTAGE, second])
    expect(over.unjudged).toEqual([{ outageSeq: 2, expectedAt: R, runId: null }])
    expect(over.watch.state).toMatchObject({ outageSeq: 2, expectedAt: 1_300_000, status: 'up' })
  })

  it('that are applied late disturb nothing that came since', () => {
    const watch = aWatch({
      config: { failureTolerance: 9 },
      state: { status: 'up', expectedAt: 5_000_000 },
      runs: [aRun({ id: 'open', startedAt: 4_000_000, deadlineAt: 6_000_000 })],
    })
    const outcome = applyTick(watch, 4_500_000, [OUTAGE])
    expect(changes(watch, outcome)).toEqual({ state: { outageSeq: 1, attentionAt: 5_030_000 }, runs: {} })
  })
})
