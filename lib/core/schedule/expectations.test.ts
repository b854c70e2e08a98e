import { describe, expect, it } from 'vitest'
import { applyBeat } from '../beats/apply-beat'
import { applyTick } from '../monitors/apply-tick'
import { aBeat, aConfig, aRun, aSnapshot } from '../test-kit'
import type { Beat, Instant, MonitorConfig, MonitorSnapshot, MonitorState, Outcome, Run, Schedule } from '../types'
import { earlyMs, isOverdue, overdueAt } from './expectations'

/** The UTC instant on 20 April 2026, or on the given day. */
function at(time: string, day = '2026-04-20'): Instant {
  return Date.parse(`${day}T${time.length === 5 ? `${time}:00` : time}Z`)
}

const NIGHTLY: Schedule = { type: 'cron', expression: '0 3 * * *', timezone: 'UTC' }
const HOURLY: Schedule = { type: 'cron', expression: '0 * * * *', timezone: 'UTC' }
const GRACE_10_MIN = 600

function nightly(config: Partial<MonitorConfig> = {}, state: Partial<MonitorState> = {}): MonitorSnapshot {
  return aSnapshot({ config: { schedule: NIGHTLY, graceSeconds: GRACE_10_MIN, ...config }, state })
}

function beat(snapshot: MonitorSnapshot, receivedAt: Instant, beat: Partial<Beat> = {}): Outcome {
  return applyBeat(snapshot, aBeat({ receivedAt, newRunId: `run at ${receivedAt}`, ...beat }))
}

describe('a cron monitor that expects nothing yet', () => {
  it.each<[string, Beat['signal'], string, Instant, Instant]>([
    ['in the grace of an occurrence', 'start', '03:05', at('03:00'), at('03:00')],
    ['within early of an occurrence', 'start', '02:55', at('03:00'), at('03:00')],
    ['with the last instant of its grace', 'start', '03:09:59', at('03:00'), at('03:00')],
    ['when its grace has ended', 'start', '03:10', at('03:00', '2026-04-21'), at('03:00')],
    ['long after an occurrence', 'start', '18:00', at('03:00', '2026-04-21'), at('03:00')],
  ])('expects the right finish when it starts %s (%s at %s)', (_, signal, time, expectedAt, startedForAt) => {
    const { state } = beat(nightly(), at(time), { signal }).snapshot
    expect(state).toMatchObject({ expectedAt, startedForAt, attentionAt: expectedAt + GRACE_10_MIN * 1000 })
  })

  it.each<[string, Instant]>([
    ['02:55', at('03:00', '2026-04-21')],
    ['03:05', at('03:00', '2026-04-21')],
    ['02:49', at('03:00')],
  ])('whose first beat is a finish at %s expects the next occurrence', (time, expectedAt) => {
    const first = beat(nightly(), at(time)).snapshot.state
    expect(first.expectedAt).toBe(expectedAt)
  })

  it.each<[string, Partial<Beat>, Instant]>([
    ['success', {}, at('03:00', '2026-04-21')],
    ['fail', { signal: 'fail' }, at('03:00', '2026-04-21')],
    ['success of a step', { step: 'load' }, at('03:00')],
    ['fail of a shard', { signal: 'fail', shard: '1' }, at('03:00')],
    ['start', { signal: 'start' }, at('03:00')],
  ])(
    'whose run has ended expects the next occurrence after a repeated finish of the run, else this one: %s',
    (_, fields, expectedAt) => {
      const ended = aRun({ key: 'k', state: 'succeeded', endedAt: at('03:01'), partEnded: false })
      const settled = fields.signal === 'fail' && !fields.shard ? { ...ended, state: 'failed' as const } : ended
      const snapshot = { ...nightly(), runs: [settled] }
      expect(beat(snapshot, at('03:05'), { runKey: 'k', ...fields }).snapshot.state.expectedAt).toBe(expectedAt)
    },
  )

  it('has no occurrence that has started while it is paused', () => {
    const { state } = beat(nightly({}, { status: 'paused' }), at('03:00'), { signal: 'start' }).snapshot
    expect(state).toMatchObject({ expectedAt: null, startedForAt: null })
  })

  it('expects nothing after a log', () => {
    expect(beat(nightly(), at('03:05'), { signal: 'log' }).snapshot.state).toMatchObject({
      expectedAt: null,
      attentionAt: null,
    })
  })

  it('expects nothing after the last occurrence of its schedule', () => {
    const once: Schedule = { type: 'oncalendar', expression: '2026-04-20 03:00:00', timezone: 'UTC' }
    const started = beat(nightly({ schedule: once }), at('03:01'), { signal: 'start' }).snapshot
    expect(started.state.expectedAt).toBe(at('03:00'))
    expect(beat(started, at('03:04')).snapshot.state).toMatchObject({ expectedAt: null, startedForAt: at('03:00') })
    expect(applyTick(started, at('03:10'), []).snapshot.state).toMatchObject({ status: 'down', expectedAt: null })
  })
})

describe('a finish', () => {
  const expecting = { status: 'up', expectedAt: at('03:00') } as const

  it.each<[string, Instant, Instant]>([
    ['early, but not too early', at('02:50'), at('03:00', '2026-04-21')],
    ['in time', at('03:07'), at('03:00', '2026-04-21')],
    ['late', at('09:00'), at('03:00', '2026-04-21')],
    ['a day late', at('03:01', '2026-04-21'), at('03:00', '2026-04-22')],
  ])('that comes %s moves the expected finish to the next occurrence', (_, receivedAt, expectedAt) => {
    expect(beat(nightly({}, expecting), receivedAt).snapshot.state.expectedAt).toBe(expectedAt)
  })

  it('that is too early for the next occurrence moves nothing', () => {
    expect(beat(nightly({}, expecting), at('02:49')).snapshot.state).toMatchObject({
      expectedAt: at('03:00'),
      startedForAt: at('03:00', '2026-04-19'),
    })
  })

  it('may be early by half the gap at most', () => {
    const often = nightly({ schedule: HOURLY, graceSeconds: 7200 }, { status: 'up', expectedAt: at('03:00') })
    expect(beat(often, at('02:29')).snapshot.state.expectedAt).toBe(at('03:00'))
    expect(beat(often, at('02:30')).snapshot.state.expectedAt).toBe(at('04:00'))
  })

  it('that fails moves the expected finish too; so does one by shards', () => {
    expect(beat(nightly({}, expecting), at('03:07'), { signal: 'fail' }).snapshot.state.expectedAt).toBe(
      at('03:00', '2026-04-21'),
    )
    const sharded = beat(nightly({ endsOn: 'shards' }, expecting), at('03:07'), { shard: '1', shards: 1 })
    expect(sharded.snapshot.state.expectedAt).toBe(at('03:00', '2026-04-21'))
  })

  it('that is a duplicate moves nothing, so it hides no missed occurrence', () => {
    const done = aRun({ key: 'k', state: 'succeeded', endedAt: at('03:07', '2026-04-19') })
    const snapshot = { ...nightly({}, expecting), runs: [done] }
    expect(beat(snapshot, at('03:05'), { runKey: 'k' }).snapshot.state.expectedAt).toBe(at('03:00'))
  })

  it('of an interval is expected one interval after the last', () => {
    const snapshot = aSnapshot({ state: { status: 'up', expectedAt: 1_020_000 } })
    expect(applyBeat(snapshot, aBeat({ receivedAt: 1_007_000 })).snapshot.state).toMatchObject({
      expectedAt: 1_067_000,
      startedForAt: 1_020_000,
    })
  })

  it('does not set the expected finish while the monitor is paused or has no schedule', () => {
    expect(beat(nightly({}, { status: 'paused' }), at('03:07')).snapshot.state.expectedAt).toBeNull()
    expect(beat(nightly({ schedule: { type: 'none' } }), at('03:07')).snapshot.state.expectedAt).toBeNull()
  })
})

describe('the deadline of an occurrence', () => {
  it('is for the finish: a start does not postpone it', () => {
    const snapshot = beat(nightly({}, { status: 'up', expectedAt: at('03:00') }), at('03:00'), {
      signal: 'start',
    }).snapshot
    const outcome = applyTick(snapshot, at('03:10'), [])
    expect(outcome.flips).toMatchObject([{ reason: 'missed', at: at('03:10'), runId: null }])
    expect(outcome.snapshot.state).toMatchObject({ expectedAt: at('03:00', '2026-04-21'), failedRunStartedAt: null })
  })

  it('is moved by a run that started in time, to the end of its longest runtime', () => {
    const config = { maxRuntimeSeconds: 7200 }
    const snapshot = beat(nightly(config, { status: 'up', expectedAt: at('03:00') }), at('03:10'), {
      signal: 'start',
    }).snapshot
    expect(applyTick(snapshot, at('05:09:59'), []).snapshot.state).toMatchObject({
      status: 'up',
      attentionAt: at('05:10'),
    })
    expect(applyTick(snapshot, at('05:10'), []).flips.map(({ reason }) => reason)).toEqual(['timed_out'])
  })

  it('is not moved by a run that started after it', () => {
    const late = aRun({ startedAt: at('03:10:01'), deadlineAt: at('05:10:01') })
    const snapshot = {
      ...nightly({ maxRuntimeSeconds: 7200 }, { status: 'up', expectedAt: at('03:00'), openRunCount: 1 }),
      runs: [late],
    }
    expect(applyTick(snapshot, at('03:10'), []).flips.map(({ reason }) => reason)).toEqual(['missed'])
  })

  it('moves back when the run that moved it has ended for an earlier occurrence', () => {
    const hourly = { schedule: HOURLY, maxRuntimeSeconds: 7200, graceSeconds: 600 }
    const snapshot = aSnapshot({
      config: hourly,
      state: { status: 'up', expectedAt: at('10:00'), attentionAt: at('11:00') },
      runs: [aRun({ id: 'long', key: 'k', startedAt: at('09:00'), deadlineAt: at('11:00') })],
    })
    const { state } = beat(snapshot, at('09:30'), { runKey: 'k' }).snapshot
    expect(state).toMatchObject({ expectedAt: at('10:00'), attentionAt: at('10:10') })
  })
})

describe('the limit for starting', () => {
  const config = { startBySeconds: 300 }
  const expecting = { status: 'up', expectedAt: at('03:00'), startedForAt: at('03:00', '2026-04-19') } as const

  it('is checked when it is due, and judges an occurrence once', () => {
    expect(applyTick(nightly(config, expecting), at('03:04'), []).snapshot.state.attentionAt).toBe(at('03:05'))
    const outcome = applyTick(nightly(config, expecting), at('03:30'), [])
    expect(outcome.flips).toMatchObject([{ reason: 'not_started', at: at('03:05') }])
    expect(outcome.snapshot.state).toMatchObject({ failuresInRow: 1, expectedAt: at('03:00', '2026-04-21') })
  })

  it.each<[string, Partial<Beat>]>([
    ['a start', { signal: 'start' }],
    ['progress', { signal: 'progress' }],
    ['a step', { signal: 'success', step: 'extract' }],
  ])('is kept by %s', (_, first) => {
    const snapshot = beat(nightly(config, expecting), at('03:04'), first).snapshot
    expect(applyTick(snapshot, at('03:06'), []).snapshot.state).toMatchObject({
      status: 'up',
      attentionAt: at('03:10'),
    })
  })

  it('is kept by an early start, even if that run has ended', () => {
    const started = beat(nightly(config, expecting), at('02:55'), { signal: 'start', runKey: 'a' }).snapshot
    const lost = beat(started, at('02:56'), { signal: 'progress', runKey: 'a', attempt: 2 }).snapshot
    expect(lost.state.startedForAt).toBe(at('03:00'))
  })

  it('does not apply while a run is open', () => {
    const snapshot = { ...nightly(config, { ...expecting, openRunCount: 1 }), runs: [aRun({ startedAt: at('01:00') })] }
    expect(applyTick(snapshot, at('03:06'), []).snapshot.state).toMatchObject({
      status: 'up',
      attentionAt: at('03:10'),
    })
  })

  it('of an interval counts from when the next finish is expected', () => {
    const interval = { ...config, schedule: { type: 'interval', seconds: 3600 }, graceSeconds: 600 } as const
    const finished = beat(nightly(interval), at('03:00')).snapshot
    expect(finished.state).toMatchObject({ expectedAt: at('04:00'), startedForAt: null, attentionAt: at('04:05') })
    const started = beat(finished, at('04:02'), { signal: 'start' }).snapshot
    expect(started.state.startedForAt).toBe(at('04:00'))
    expect(applyTick(finished, at('04:05'), []).flips.map(({ reason }) => reason)).toEqual(['not_started'])
    expect(applyTick(started, at('04:05'), []).flips).toEqual([])
  })
})

describe('a run that timed out', () => {
  const expecting = { status: 'up', expectedAt: at('03:00') } as const

  it('counts as the finish of the occurrence that it started for', () => {
    const snapshot = beat(nightly({ maxRuntimeSeconds: 3600 }, expecting), at('03:02'), { signal: 'start' }).snapshot
    expect(applyTick(snapshot, at('04:02'), []).snapshot.state).toMatchObject({
      expectedAt: at('03:00', '2026-04-21'),
      startedForAt: at('03:00'),
      failuresInRow: 1,
    })
  })

  it('does not move the expected finish back', () => {
    const snapshot = aSnapshot({
      config: { schedule: NIGHTLY, graceSeconds: 600, failureTolerance: 5 },
      state: { ...expecting, expectedAt: at('03:00', '2026-04-22') },
      runs: [aRun({ startedAt: at('03:00'), deadlineAt: at('04:00') })],
    })
    expect(applyTick(snapshot, at('04:00'), []).snapshot.state.expectedAt).toBe(at('03:00', '2026-04-22'))
  })

  it('sets no expected finish if the monitor expects nothing', () => {
    const snapshot = {
      ...nightly({}, { openRunCount: 1 }),
      runs: [aRun({ startedAt: at('03:00'), deadlineAt: at('04:00') })],
    }
    expect(applyTick(snapshot, at('04:00'), []).snapshot.state.expectedAt).toBeNull()
  })
})

describe('a monitor that is down', () => {
  it('counts no more missed occurrences, and expects the next one after it is up again', () => {
    const snapshot = nightly({}, { status: 'down', expectedAt: at('03:00'), failuresInRow: 1, flipVersion: 2 })
    const waiting = applyTick(snapshot, at('03:00', '2026-04-24'), []).snapshot
    expect(waiting).toBe(snapshot)
    const recovered = beat(waiting, at('03:04', '2026-04-24')).snapshot.state
    expect(recovered).toMatchObject({
      status: 'up',
      expectedAt: at('03:00', '2026-04-25'),
      attentionAt: at('03:10', '2026-04-25'),
    })
  })
})

describe('how early a beat may be', () => {
  const once: Schedule = { type: 'oncalendar', expression: '2026-04-20 03:00:00', timezone: 'UTC' }

  it.each<[string, Schedule, number, number]>([
    ['by the grace', HOURLY, 600, 600_000],
    ['by half the gap at most', HOURLY, 7200, 1_800_000],
    ['by the grace of an interval', { type: 'interval', seconds: 600 }, 60, 60_000],
    ['by half an interval at most', { type: 'interval', seconds: 60 }, 600, 30_000],
    ['by the grace, with no occurrence before', once, 7200, 7_200_000],
  ])('is told: %s', (_, schedule, graceSeconds, ms) => {
    expect(earlyMs(aConfig({ schedule, graceSeconds }), at('03:00'))).toBe(ms)
  })
})

describe('an occurrence at 03:00 with ten minutes of grace', () => {
  it.each<[string, number | null, Instant | null, string, boolean]>([
    ['not when its grace ends', null, null, '03:10:00', false],
    ['after that', null, null, '03:10:01', true],
    ['not when its start is due', 300, null, '03:05:00', false],
    ['after that', 300, null, '03:05:01', true],
    ['not if it has started', 300, at('03:00'), '03:05:01', false],
    ['if an earlier one has started', 300, at('02:00'), '03:05:01', true],
    ['if it has started, after its grace', 300, at('03:00'), '03:10:01', true],
  ])('is overdue or not: %s', (_, startBySeconds, startedForAt, time, expected) => {
    expect(isOverdue(nightly({ startBySeconds }, { expectedAt: at('03:00'), startedForAt }), at(time))).toBe(expected)
  })

  it('is not overdue where nothing is expected', () => {
    expect(isOverdue(nightly({ startBySeconds: 1 }), at('23:00'))).toBe(false)
  })

  it.each<[string, Partial<Run>[], string]>([
    ['by its grace', [], '03:10:00'],
    ['by the longest of its open runs', [{ deadlineAt: at('05:00') }, { deadlineAt: at('04:00') }], '05:00:00'],
    ['by its grace, where a run must end before', [{ deadlineAt: at('03:05') }], '03:10:00'],
    ['by its grace, where a run may take any time', [{ deadlineAt: null }], '03:10:00'],
    ['by its grace, where its run has ended', [{ state: 'failed', deadlineAt: at('05:00') }], '03:10:00'],
  ])('is due %s', (_, runs, time) => {
    const config = aConfig({ graceSeconds: GRACE_10_MIN, maxRuntimeSeconds: 7200 })
    const open = runs.map((run) => aRun({ startedAt: at('03:00'), ...run }))
    expect(overdueAt(at('03:00'), { config, runs: open })).toBe(at(time))
  })
})
