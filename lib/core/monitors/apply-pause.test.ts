import { describe, expect, it } from 'vitest'
import { applyBeat } from '../beats/apply-beat'
import { aBeat, aRun, aSnapshot, changes, NOW } from '../test-kit'
import type { MonitorState, MonitorStatus, Schedule } from '../types'
import { applyPause } from './apply-pause'
import { applyResume } from './apply-resume'
import { applyTick } from './apply-tick'

describe('a pause', () => {
  const full = {
    expectedAt: 1_020_000,
    startedForAt: 960_000,
    failuresInRow: 2,
    successesInRow: 1,
    failedRunStartedAt: 950_000,
    lostDeadlineAt: 1_500_000,
    downSinceAt: 970_000,
    attentionAt: 1_050_000,
    flipVersion: 4,
  }

  it.each<[MonitorStatus]>([['new'], ['up'], ['down']])(
    'of a monitor that is %s removes the expected finish',
    (status) => {
      const snapshot = aSnapshot({ state: { status, ...full } })
      const outcome = applyPause(snapshot, NOW)
      expect(changes(snapshot, outcome).state).toEqual({
        status: 'paused',
        expectedAt: null,
        startedForAt: null,
        failuresInRow: 0,
        successesInRow: 0,
        failedRunStartedAt: null,
        lostDeadlineAt: null,
        downSinceAt: null,
        attentionAt: null,
        flipVersion: 5,
      })
      expect(outcome.flips).toEqual([
        { version: 5, from: status, to: 'paused', at: NOW, reason: 'paused', runId: null, part: null },
      ])
    },
  )

  it('of a paused monitor changes nothing', () => {
    const snapshot = aSnapshot({ state: { status: 'paused' } })
    const outcome = applyPause(snapshot, NOW)
    expect(outcome.snapshot).toBe(snapshot)
    expect(outcome.flips).toEqual([])
  })
})

describe('a resume', () => {
  const nightly: Schedule = { type: 'cron', expression: '0 3 * * *', timezone: 'UTC' }

  it.each<[string, Schedule, Partial<MonitorState>]>([
    ['an interval', { type: 'interval', seconds: 60 }, { expectedAt: 1_060_000, attentionAt: 1_090_000 }],
    ['cron', nightly, { expectedAt: 10_800_000, attentionAt: 10_830_000 }],
    ['no schedule', { type: 'none' }, {}],
  ])('with %s makes the monitor new, and expects a finish', (_, schedule, expected) => {
    const snapshot = aSnapshot({ config: { schedule }, state: { status: 'paused', flipVersion: 5 } })
    const outcome = applyResume(snapshot, NOW)
    expect(changes(snapshot, outcome).state).toEqual({ status: 'new', flipVersion: 6, ...expected })
    expect(outcome.flips).toEqual([
      { version: 6, from: 'paused', to: 'new', at: NOW, reason: 'resumed', runId: null, part: null },
    ])
  })

  it.each<[MonitorStatus]>([['new'], ['up'], ['down']])('of a monitor that is %s changes nothing', (status) => {
    const snapshot = aSnapshot({ state: { status } })
    const outcome = applyResume(snapshot, NOW)
    expect(outcome.snapshot).toBe(snapshot)
    expect(outcome.flips).toEqual([])
  })

  it('times out, without an alert, the runs whose time ended during the pause, and restarts the time of the others', () => {
    const snapshot = aSnapshot({
      config: { silenceSeconds: 10 },
      state: { status: 'paused' },
      runs: [
        aRun({ id: 'over', key: 'a', startedAt: 900_000, deadlineAt: NOW }),
        aRun({ id: 'open', key: 'b', startedAt: 900_000, deadlineAt: 1_100_000 }),
      ],
    })
    const outcome = applyResume(snapshot, NOW)
    expect(changes(snapshot, outcome).runs).toEqual({
      over: { state: 'timed_out', reason: 'timed_out', endedAt: NOW },
      open: { silentFromAt: NOW },
    })
    expect(outcome.snapshot.state).toMatchObject({ openRunCount: 1, failuresInRow: 0, attentionAt: 1_010_000 })
  })

  it('is followed by an alert when nothing comes', () => {
    const resumed = applyResume(aSnapshot({ state: { status: 'paused', flipVersion: 1 } }), NOW).snapshot
    expect(applyTick(resumed, 1_090_000, []).flips).toEqual([
      { version: 3, from: 'new', to: 'down', at: 1_090_000, reason: 'missed', runId: null, part: null },
    ])
  })
})

describe('a paused monitor', () => {
  it('records runs, and does not keep failures', () => {
    const started = applyBeat(aSnapshot({ state: { status: 'paused' } }), aBeat({ signal: 'start', runKey: 'k' }))
    const failed = applyBeat(started.snapshot, aBeat({ signal: 'fail', runKey: 'k', receivedAt: NOW + 1000 }))
    expect(failed.snapshot.runs[0]).toMatchObject({ state: 'failed', failureCounted: false })
    expect(failed.snapshot.state).toMatchObject({ seq: 2, failuresInRow: 0, openRunCount: 0, attentionAt: null })
    const resumed = applyResume(failed.snapshot, NOW + 2000).snapshot
    const recovered = applyBeat(resumed, aBeat({ receivedAt: NOW + 3000 }))
    expect(recovered.flips.map(({ from, to }) => [from, to])).toEqual([['new', 'up']])
  })
})
