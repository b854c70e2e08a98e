import { describe, expect, it } from 'vitest'
import { applyBeat } from '../beats/apply-beat'
import { applyEdit } from '../monitors/apply-edit'
import { applyTick } from '../monitors/apply-tick'
import { aBeat, aConfig, aRun, aSnapshot } from '../test-kit'
import type { Beat, MonitorConfig, MonitorSnapshot, MonitorState, Outage, Run } from '../types'

const DAY = Date.UTC(2027, 5, 1)
const MINUTE = 60_000
const HOUR = 3_600_000
const at = (clock: string) => {
  const [hours = 0, minutes = 0, seconds = 0] = clock.split(':').map(Number)
  return DAY + hours * HOUR + minutes * MINUTE + seconds * 1000
}
const outage = (seq: number, from: string, to: string, recoversAt: string): Outage => {
  return { seq, startedAt: at(from), endedAt: at(to), recoversAt: at(recoversAt) }
}
const tenths = (...minutes: number[]) => minutes.map((m) => m * 600)
const times = <T>(count: number, value: T) => Array.from({ length: count }, () => value)

const NIGHTLY: Partial<MonitorConfig> = {
  schedule: { type: 'cron', expression: '0 2 * * *', timezone: 'UTC' },
  graceSeconds: 3600,
}
const AWAY = { from: at('2:30:00'), to: at('2:30:34') }
const SHORTLY = outage(1, '2:30:00', '2:30:34', '2:31:34')

/** A checker that runs at each `attentionAt`. Returns everything that it reports. */
function applyTicksUntil(snapshot: MonitorSnapshot, until: number, outages: readonly Outage[]) {
  const [first] = outages.map(({ recoversAt }) => recoversAt).toSorted((a, b) => a - b)
  let now: number | null = Math.min(snapshot.state.attentionAt ?? Number.POSITIVE_INFINITY, first ?? until)
  let last = snapshot
  const said = []
  while (now !== null && now <= until) {
    const outcome = applyTick(last, now, outages)
    said.push(outcome)
    last = outcome.snapshot
    now = last.state.attentionAt
  }
  return {
    snapshot: last,
    flips: said.flatMap(({ flips }) => flips.map(({ reason, at: when, away }) => ({ reason, at: when, away }))),
    unjudged: said.flatMap(({ unjudged }) => unjudged),
    inDoubt: said.flatMap(({ inDoubt }) => inDoubt),
  }
}

function nightly(state: Partial<MonitorState>, given: { config?: Partial<MonitorConfig>; runs?: Run[] } = {}) {
  const expectedAt = at('2:00')
  return aSnapshot({
    config: { ...NIGHTLY, ...given.config },
    state: { status: 'up', expectedAt, attentionAt: at('3:00'), ...state },
    runs: given.runs ?? [],
  })
}

describe('an interval of an hour with five minutes of grace, whose beat was lost in an outage of 34 s', () => {
  const before = applyBeat(
    aSnapshot({
      config: { schedule: { type: 'interval', seconds: 3600 }, graceSeconds: 300 },
      state: { status: 'up' },
    }),
    aBeat({ receivedAt: DAY }),
  ).snapshot
  const swallowing: Outage = {
    seq: 1,
    startedAt: DAY + 3_590_000,
    endedAt: DAY + 3_624_000,
    recoversAt: DAY + 3_684_000,
  }

  it('is expected one interval after the outage, and its next beat counts', () => {
    const after = applyTicksUntil(before, DAY + 7_199_000, [swallowing])
    expect(after.flips).toEqual([])
    expect(after.inDoubt.map(({ deadlineAt }) => deadlineAt)).toEqual([DAY + 7_524_000])
    const afterBeat = applyBeat(after.snapshot, aBeat({ receivedAt: DAY + 7_200_000, newRunId: 'second' }))
    expect(afterBeat.flips).toEqual([])
    expect(afterBeat.snapshot.state.expectedAt).toBe(DAY + 10_800_000)
  })

  it('is not in doubt before its own recovery window ends, when an older outage is applied with it', () => {
    const older = { seq: 1, startedAt: DAY - 900_000, endedAt: DAY - 890_000, recoversAt: DAY - 830_000 }
    const own = { ...swallowing, seq: 2 }
    expect(applyTick(before, DAY + 3_640_000, [older, own])).toMatchObject({ inDoubt: [], flips: [] })
    const after = applyTick(before, DAY + 3_684_000, [older, own])
    expect(after.inDoubt.map(({ outageSeq }) => outageSeq)).toEqual([2])
  })

  it('is missed one interval plus the grace after the outage if no beat comes', () => {
    expect(applyTicksUntil(before, DAY + 8_000_000, [swallowing]).flips).toEqual([
      { reason: 'missed', at: DAY + 7_524_000, away: undefined },
    ])
  })

  it('is missed at its deadline if its usual gaps are not in the outage', () => {
    const known = { ...before, state: { ...before.state, usualFinishes: times(5, 35_000) } }
    expect(applyTicksUntil(known, DAY + 8_000_000, [swallowing]).flips).toEqual([
      { reason: 'missed', at: DAY + 3_900_000, away: { from: swallowing.startedAt, to: swallowing.endedAt } },
    ])
  })

  it('is not postponed by a second outage without a beat between them', () => {
    const again: Outage = { seq: 2, startedAt: DAY + 7_200_000, endedAt: DAY + 7_240_000, recoversAt: DAY + 7_300_000 }
    expect(applyTicksUntil(before, DAY + 9_000_000, [swallowing, again]).flips.map(({ at: when }) => when)).toEqual([
      DAY + 7_524_000,
    ])
  })
})

describe('a job at 02:00 with an hour of grace, and an outage from 02:30:00 to 02:30:34', () => {
  it('that usually finishes at 02:05 is missed at 03:00, with the times of the outage', () => {
    const { flips, unjudged, inDoubt } = applyTicksUntil(nightly({ usualFinishes: times(20, 3000) }), at('4:00'), [
      SHORTLY,
    ])
    expect(flips).toEqual([{ reason: 'missed', at: at('3:00'), away: AWAY }])
    expect([unjudged, inDoubt]).toEqual([[], []])
  })

  it('that finished in those seconds 3 times of 20 is in doubt after the outage, and unjudged at 03:00', () => {
    const usualFinishes = [...times(17, 3000), 18_001, 18_120, 18_339]
    const { flips, unjudged, inDoubt, snapshot } = applyTicksUntil(nightly({ usualFinishes }), at('4:00'), [SHORTLY])
    const entry = { outageSeq: 1, expectedAt: at('2:00'), runId: null, deadlineAt: at('3:00'), away: AWAY }
    expect(inDoubt).toEqual([entry])
    expect(unjudged).toEqual([entry])
    expect(flips).toEqual([])
    expect(snapshot.state).toMatchObject({ failuresInRow: 0, expectedAt: at('26:00') })
  })

  it('is in doubt at the end of the recovery window, and unjudged only at its deadline', () => {
    const snapshot = nightly({ usualFinishes: times(5, 18_001) })
    const atRecovery = applyTick(snapshot, at('2:31:34'), [SHORTLY])
    expect([atRecovery.inDoubt.length, atRecovery.unjudged.length]).toEqual([1, 0])
    expect(atRecovery.snapshot.state.attentionAt).toBe(at('3:00'))
    const done = applyBeat(atRecovery.snapshot, aBeat({ receivedAt: at('2:40') })).snapshot
    expect(applyTick(done, at('3:00'), [SHORTLY]).unjudged).toEqual([])
  })

  it('without known usual times is missed, because the outage covers less than a twentieth of the hour', () => {
    expect(applyTicksUntil(nightly({}), at('4:00'), [SHORTLY]).flips).toMatchObject([
      { reason: 'missed', at: at('3:00') },
    ])
    const long = outage(1, '2:30', '2:33', '2:36')
    expect(applyTicksUntil(nightly({}), at('4:00'), [long]).unjudged).toHaveLength(1)
  })

  it('loses its usual times with an edit of the schedule, and only with that', () => {
    const state = { usualFinishes: times(20, 3000), usualDurations: times(20, 3000) }
    const snapshot = nightly(state)
    const graced = applyEdit(snapshot, aConfig({ ...NIGHTLY, graceSeconds: 60 }), at('1:00')).snapshot.state
    expect(graced).toMatchObject(state)
    const moved = applyEdit(snapshot, aConfig({ ...NIGHTLY, schedule: { type: 'interval', seconds: 9 } }), at('1:00'))
    expect(moved.snapshot.state).toMatchObject({ usualFinishes: [], usualDurations: [] })
  })
})

describe('a run from 02:00 with a limit of three hours, whose usual end is in an outage of 34 s', () => {
  const run = aRun({ id: 'open', startedAt: at('2:00'), deadlineAt: at('5:00') })
  const given = { config: { maxRuntimeSeconds: 3 * 3600 }, runs: [run] }
  const state = { usualDurations: tenths(30, 30, 30, 30, 30), attentionAt: at('5:00'), openRunCount: 1 }

  it('is in doubt after the outage and unjudged at 05:00, and the next occurrence is expected', () => {
    const { flips, unjudged, inDoubt, snapshot } = applyTicksUntil(nightly(state, given), at('6:00'), [SHORTLY])
    const entry = { outageSeq: 1, expectedAt: at('5:00'), runId: 'open', deadlineAt: at('5:00'), away: AWAY }
    expect(flips).toEqual([])
    expect([inDoubt, unjudged]).toEqual([[entry], [entry]])
    expect(snapshot.runs[0]).toMatchObject({
      state: 'unjudged',
      endedAt: at('5:00'),
      awayFromAt: AWAY.from,
      reason: null,
    })
    expect(snapshot.state.expectedAt).toBe(at('26:00'))
  })

  it('has timed out at 05:00 if progress was received after the outage', () => {
    const heard = applyBeat(nightly(state, given), aBeat({ signal: 'progress', receivedAt: at('2:30:35') })).snapshot
    const { flips, unjudged, inDoubt } = applyTicksUntil(heard, at('6:00'), [SHORTLY])
    expect(flips).toEqual([{ reason: 'timed_out', at: at('5:00'), away: AWAY }])
    expect([inDoubt, unjudged]).toEqual([[], []])
  })

  it('gets the state that its late finish reports, and is no longer marked with the outage', () => {
    const keyed = { ...given, runs: [{ ...run, key: 'night' }] }
    const judged = applyTicksUntil(nightly(state, keyed), at('5:00'), [SHORTLY]).snapshot
    const ended = applyBeat(judged, aBeat({ runKey: 'night', receivedAt: at('5:30') }))
    expect(ended.snapshot.runs[0]).toMatchObject({ state: 'succeeded', awayFromAt: null, awayToAt: null })
  })
})

it('a success that was lost in an outage is unjudged if the next start made its run lost before the recovery window ended', () => {
  const config = { schedule: { type: 'none' }, silenceSeconds: 300 } as const
  const open = aRun({ id: 'open', startedAt: at('2:27:00') })
  const snapshot = aSnapshot({ config, state: { status: 'up', openRunCount: 1 }, runs: [open] })
  const superseded = applyBeat(
    snapshot,
    aBeat({ signal: 'start', receivedAt: at('2:30:50'), newRunId: 'next' }),
  ).snapshot
  expect(superseded.state.lostDeadlineAt).toBe(at('2:32:00'))
  const away = { from: at('2:30:00'), to: at('2:30:40') }
  const long = outage(1, '2:30:00', '2:30:40', '2:33:00')
  const afterBeat = applyBeat(
    superseded,
    aBeat({ signal: 'success', receivedAt: at('2:31:30'), newRunId: 'none' }),
  ).snapshot
  expect(applyTicksUntil(afterBeat, at('3:00'), [long]).flips).toEqual([])
  const { flips, unjudged, snapshot: after } = applyTicksUntil(superseded, at('2:33:00'), [long])
  expect(flips).toEqual([])
  const deadlineAt = at('2:32:00')
  expect(unjudged).toEqual([{ outageSeq: 1, runId: 'open', expectedAt: deadlineAt, deadlineAt, away }])
  expect(after.runs.find(({ id }) => id === 'open')).toMatchObject({ state: 'unjudged', reason: null })
})

it('a run that was lost before an outage fails at the end of the recovery window if its limit is in the outage', () => {
  const run = aRun({ id: 'open', startedAt: at('2:00'), deadlineAt: at('2:30:10') })
  const config = { ...NIGHTLY, maxRuntimeSeconds: 1810 }
  const open = aSnapshot({ config, state: { status: 'up', attentionAt: at('2:30:10'), openRunCount: 1 }, runs: [run] })
  const superseded = applyBeat(open, aBeat({ signal: 'start', receivedAt: at('2:20'), newRunId: 'next' })).snapshot
  expect(superseded.state).toMatchObject({ lostDeadlineAt: at('2:30:10'), lostRunId: 'open' })
  const { flips } = applyTicksUntil(superseded, at('2:40'), [SHORTLY])
  expect(flips).toEqual([{ reason: 'lost', at: at('2:31:34'), away: undefined }])
})

it('an end by the last declared step is kept as a usual time once, and not again when it is decided again', () => {
  const config = { ...NIGHTLY, steps: ['extract', 'load'], endsOn: 'steps' } as const
  const loadBeat = (clock: string, fields: Partial<Beat>) =>
    aBeat({ receivedAt: at(clock), runKey: 'night', ...fields })
  let snapshot = aSnapshot({ config, state: { status: 'up', expectedAt: at('2:00') } })
  snapshot = applyBeat(snapshot, loadBeat('2:00', { signal: 'start', step: 'extract' })).snapshot
  snapshot = applyBeat(snapshot, loadBeat('2:05', { step: 'load' })).snapshot
  const known = { usualFinishes: [3000], usualDurations: [3000] }
  expect(snapshot.runs[0]).toMatchObject({ state: 'succeeded', partEnded: true })
  expect(snapshot.state).toMatchObject(known)
  snapshot = applyBeat(snapshot, loadBeat('2:10', { signal: 'fail', step: 'load' })).snapshot
  expect(snapshot.runs[0]?.state).toBe('failed')
  expect(snapshot.state).toMatchObject(known)
})

it('an hourly job that stopped in an outage of five hours: five occurrences are unjudged, the next one is missed', () => {
  const snapshot = aSnapshot({
    config: { schedule: { type: 'cron', expression: '0 * * * *', timezone: 'UTC' }, graceSeconds: 600 },
    state: { status: 'up', expectedAt: at('11:00'), attentionAt: at('11:10'), usualFinishes: times(20, 1200) },
  })
  const { flips, unjudged } = applyTicksUntil(snapshot, at('20:00'), [outage(1, '10:30', '15:30', '15:35')])
  expect(unjudged.map(({ expectedAt }) => expectedAt)).toEqual(['11:00', '12:00', '13:00', '14:00', '15:00'].map(at))
  expect(flips).toEqual([{ reason: 'missed', at: at('16:10'), away: undefined }])
})

describe('an outage of ten seconds in each minute for two hours', () => {
  const flapping = (recoverySeconds: number) =>
    Array.from({ length: 120 }, (_, n): Outage => {
      const startedAt = at('10:00') + n * MINUTE
      const endedAt = startedAt + 10_000
      return { seq: n + 1, startedAt, endedAt, recoversAt: endedAt + recoverySeconds * 1000 }
    })
  const silent = aSnapshot({
    config: { schedule: { type: 'cron', expression: '0 * * * *', timezone: 'UTC' }, graceSeconds: 600 },
    state: { status: 'up', expectedAt: at('10:00'), attentionAt: at('10:10'), usualFinishes: times(20, 3000 + 300) },
  })

  it.each([10, 50, 60, 300])(
    'with a recovery window of %i s each, a silent job is missed within 12 minutes of its deadline',
    (s) => {
      const { flips } = applyTicksUntil(silent, at('14:00'), flapping(s))
      expect(flips).toMatchObject([{ reason: 'missed' }])
      expect(flips[0]?.at).toBeLessThanOrEqual(at('10:22'))
    },
  )

  it('an interval is postponed once, and then missed within 12 minutes of the new deadline', () => {
    const config = { schedule: { type: 'interval', seconds: 600 } as const, graceSeconds: 60 }
    const state = {
      status: 'up' as const,
      expectedAt: at('10:30'),
      usualFinishes: times(20, 6050),
      attentionAt: at('10:31'),
    }
    const { flips, inDoubt } = applyTicksUntil(aSnapshot({ config, state }), at('14:00'), flapping(300))
    expect(inDoubt).toHaveLength(1)
    expect(flips[0]?.at).toBeLessThanOrEqual((inDoubt[0]?.deadlineAt ?? 0) + 12 * MINUTE)
  })

  it('a silent run is reported, however many outages there are', () => {
    const run = aRun({ id: 'open', startedAt: at('9:59'), lastBeatAt: at('9:59'), silentFromAt: at('9:59') })
    const snapshot = aSnapshot({
      config: { schedule: { type: 'none' }, silenceSeconds: 120 },
      state: { status: 'up' },
      runs: [run],
    })
    const { flips } = applyTicksUntil(
      { ...snapshot, state: { ...snapshot.state, attentionAt: at('10:01') } },
      at('14:00'),
      flapping(300),
    )
    expect(flips).toMatchObject([{ reason: 'silent' }])
    expect(flips[0]?.at).toBeLessThanOrEqual(at('10:26'))
  })
})

it('an outage that begins in the recovery window of the one before extends that window', () => {
  const first = outage(1, '2:00', '2:05', '2:10')
  const second = outage(2, '2:05:30', '2:15:30', '2:20:30')
  const snapshot = nightly(
    { usualFinishes: times(20, 120), attentionAt: at('2:02') },
    { config: { graceSeconds: 120 } },
  )
  const held = applyTick(snapshot, at('2:15:30'), [first, second])
  expect(held).toMatchObject({
    flips: [],
    unjudged: [],
    snapshot: { state: { outageSeq: 0, attentionAt: at('2:20:30') } },
  })
  const over = applyTick(held.snapshot, at('2:20:30'), [first, second])
  expect(over.unjudged).toMatchObject([{ outageSeq: 1, expectedAt: at('2:00'), away: { to: at('2:05') } }])
  expect(over.snapshot.state.outageSeq).toBe(2)
})

it('with a tolerance of two: after failed, unjudged, failed the monitor is down', () => {
  const config = { ...NIGHTLY, failureTolerance: 2 }
  const failed = applyBeat(
    nightly({ expectedAt: at('-22:00') }, { config }),
    aBeat({ signal: 'fail', receivedAt: at('1:30') }),
  )
  expect(failed.flips).toEqual([])
  const expecting: MonitorSnapshot = { ...failed.snapshot, state: { ...failed.snapshot.state, expectedAt: at('2:00') } }
  const afterOutage = applyTicksUntil(expecting, at('3:00'), [outage(1, '2:01', '2:59', '3:00')])
  expect(afterOutage.unjudged).toHaveLength(1)
  expect(afterOutage.snapshot.state).toMatchObject({ status: 'up', failuresInRow: 1 })
  const third = applyBeat(afterOutage.snapshot, aBeat({ signal: 'fail', receivedAt: at('26:10'), newRunId: 'third' }))
  expect(third.flips).toMatchObject([{ to: 'down', reason: 'failed' }])
})
