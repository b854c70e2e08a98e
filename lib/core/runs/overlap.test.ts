import { describe, expect, it } from 'vitest'
import { applyBeat } from '../beats/apply-beat'
import { warnings } from '../beats/warnings'
import { applyTick } from '../monitors/apply-tick'
import { aBeat, aRun, aSnapshot, NOW } from '../test-kit'
import type { Run } from '../types'

const NO_SCHEDULE = { schedule: { type: 'none' }, maxRuntimeSeconds: 600 } as const

describe('a run that is superseded', () => {
  const open = aRun({ id: 'old', startedAt: 900_000, deadlineAt: 1_500_000 })

  it('is lost, and its deadline is kept', () => {
    const started = applyBeat(
      aSnapshot({ config: NO_SCHEDULE, state: { status: 'up' }, runs: [open] }),
      aBeat({ signal: 'start' }),
    )
    expect(started.snapshot.state).toMatchObject({ lostDeadlineAt: 1_500_000, openRunCount: 1, attentionAt: 1_500_000 })
    expect(started.warnings).toEqual([warnings.overlap])
    const ticked = applyTick(started.snapshot, 1_500_000, [])
    expect(ticked.flips).toEqual([
      { version: 1, from: 'up', to: 'down', at: 1_500_000, reason: 'lost', runId: 'old', part: null },
    ])
    expect(ticked.snapshot.state).toMatchObject({ lostDeadlineAt: null, attentionAt: 1_600_000 })
  })

  it('has its deadline cleared by a success', () => {
    const started = applyBeat(
      aSnapshot({ config: NO_SCHEDULE, state: { status: 'up' }, runs: [open] }),
      aBeat({ signal: 'start' }),
    )
    const done = applyBeat(started.snapshot, aBeat({ receivedAt: NOW + 5000 }))
    expect(done.snapshot.state.lostDeadlineAt).toBeNull()
  })

  it.each<[string, Partial<Run>, number | null, number | null]>([
    ['keeps the earlier deadline of two', {}, 1_400_000, 1_400_000],
    ['adds the earlier deadline of two', {}, 1_600_000, 1_500_000],
    ['adds no deadline if it has none', { deadlineAt: null }, 1_600_000, 1_600_000],
    ['adds no deadline if it was counted before', { failureCounted: true }, null, null],
  ])('%s', (_, run, lostDeadlineAt, expected) => {
    const snapshot = aSnapshot({
      config: NO_SCHEDULE,
      state: { status: 'up', lostDeadlineAt },
      runs: [{ ...open, ...run }],
    })
    expect(applyBeat(snapshot, aBeat({ signal: 'start' })).snapshot.state.lostDeadlineAt).toBe(expected)
  })

  it('adds no deadline while paused', () => {
    const snapshot = aSnapshot({ config: NO_SCHEDULE, state: { status: 'paused' }, runs: [open] })
    expect(applyBeat(snapshot, aBeat({ signal: 'start' })).snapshot.state).toMatchObject({
      lostDeadlineAt: null,
      attentionAt: null,
    })
  })

  it('by endless starts cannot hide for ever that no run ends', () => {
    let snapshot = aSnapshot({ config: NO_SCHEDULE, state: { status: 'up' } })
    for (let index = 0; index < 9; index += 1) {
      snapshot = applyBeat(
        snapshot,
        aBeat({ signal: 'start', receivedAt: NOW + index * 100_000, newRunId: `run ${index}` }),
      ).snapshot
    }
    expect(applyTick(snapshot, 1_800_000, []).flips.map(({ reason, at }) => [reason, at])).toEqual([
      ['lost', 1_600_000],
    ])
  })
})

describe('a hundred open runs', () => {
  const runs = Array.from({ length: 100 }, (_, index) =>
    aRun({
      id: `run ${index}`,
      key: `k${index}`,
      startedAt: 900_000 + ((index + 50) % 100) * 1000,
      deadlineAt: 1_700_000,
    }),
  )
  const full = aSnapshot({ config: NO_SCHEDULE, state: { status: 'up' }, runs })

  it('lose the oldest for the next one', () => {
    const outcome = applyBeat(full, aBeat({ signal: 'start', runKey: 'new' }))
    const lost = outcome.snapshot.runs.filter((run) => run.state === 'lost')
    expect(lost).toEqual([{ ...runs[50], state: 'lost', reason: 'lost', endedAt: NOW }])
    expect(outcome.warnings).toEqual([warnings.tooManyOpenRuns])
    expect(outcome.snapshot.state).toMatchObject({ openRunCount: 100, lostDeadlineAt: 1_700_000 })
  })

  it('lose none for one that is open already, or that ends at once', () => {
    for (const beat of [aBeat({ signal: 'start', runKey: 'k3' }), aBeat({ signal: 'success', runKey: 'new' })]) {
      const outcome = applyBeat(full, beat)
      expect(outcome.snapshot.state.openRunCount).toBe(100)
      expect(outcome.warnings).not.toContain(warnings.tooManyOpenRuns)
    }
  })

  it('lose the oldest one of the snapshot', () => {
    const known = aSnapshot({ config: NO_SCHEDULE, state: { status: 'up', openRunCount: 100 }, runs: runs.slice(0, 3) })
    const outcome = applyBeat(known, aBeat({ signal: 'progress', runKey: 'new' }))
    expect(outcome.snapshot.runs.filter((run) => run.state === 'lost').map(({ id }) => id)).toEqual(['run 0'])
  })

  it('lose only the run that the new one supersedes', () => {
    const anonymous = { ...full, runs: runs.with(0, aRun({ id: 'anonymous', startedAt: 999_000 })) }
    const outcome = applyBeat(anonymous, aBeat({ signal: 'start' }))
    expect(outcome.snapshot.runs.filter((run) => run.state === 'lost').map(({ id }) => id)).toEqual(['anonymous'])
    expect(outcome.warnings).toEqual([warnings.overlap])
  })

  it('each time out on their own', () => {
    const staggered = runs.map((run, index) => ({ ...run, deadlineAt: 1_000_000 + index * 1000 }))
    const outcome = applyTick({ ...full, runs: staggered }, 1_049_000, [])
    expect(outcome.snapshot.runs.filter((run) => run.state === 'timed_out')).toHaveLength(50)
    expect(outcome.snapshot.state).toMatchObject({ openRunCount: 50, failuresInRow: 50, attentionAt: 1_050_000 })
    expect(outcome.flips).toHaveLength(1)
  })
})

describe('overlapping runs with keys', () => {
  it('each end by their own key', () => {
    let snapshot = aSnapshot({ config: NO_SCHEDULE })
    for (const [index, runKey] of ['a', 'b', 'c'].entries()) {
      snapshot = applyBeat(
        snapshot,
        aBeat({ signal: 'start', runKey, newRunId: runKey, receivedAt: NOW + index }),
      ).snapshot
    }
    const outcome = applyBeat(snapshot, aBeat({ runKey: 'b', receivedAt: NOW + 9 }))
    expect(outcome.snapshot.runs.map(({ id, state }) => [id, state])).toEqual([
      ['a', 'running'],
      ['b', 'succeeded'],
      ['c', 'running'],
    ])
  })
})

describe('a finish that comes before its start', () => {
  const HOUR = 3_600_000

  it.each([[0], [1], [71.9], [72]])('%d hours earlier absorbs the start, once', (hours) => {
    const finished = applyBeat(aSnapshot({}), aBeat({ signal: 'fail', runKey: 'k', newRunId: 'first' })).snapshot
    const late = applyBeat(finished, aBeat({ signal: 'start', runKey: 'k', receivedAt: NOW + hours * HOUR }))
    expect(late.snapshot.state.openRunCount).toBe(0)
    expect(late.warnings).toEqual([warnings.lateStart])
    const again = applyBeat(late.snapshot, aBeat({ signal: 'start', runKey: 'k', receivedAt: NOW + hours * HOUR + 1 }))
    expect(again.snapshot.runs.map(({ attempt, state }) => [attempt, state])).toEqual([
      [1, 'failed'],
      [2, 'running'],
    ])
  })

  it('more than 72 hours earlier does not', () => {
    const finished = applyBeat(aSnapshot({}), aBeat({ signal: 'fail', runKey: 'k', newRunId: 'first' })).snapshot
    const late = applyBeat(finished, aBeat({ signal: 'start', runKey: 'k', receivedAt: NOW + 72 * HOUR + 1 }))
    expect(late.snapshot.state.openRunCount).toBe(1)
  })
})

describe('a silent run', () => {
  const snapshot = aSnapshot({
    config: { schedule: { type: 'none' }, silenceSeconds: 10, failureTolerance: 9 },
    state: { status: 'up' },
    runs: [aRun({ id: 'open', key: 'k', startedAt: 980_000 })],
  })

  it('is reported once per silence, and counts once per run', () => {
    const silent = applyTick(snapshot, NOW, []).snapshot
    expect(silent.runs[0]).toMatchObject({ silentAt: 990_000, state: 'running' })
    expect(silent.state).toMatchObject({ failuresInRow: 1, attentionAt: null })
    const heard = applyBeat(silent, aBeat({ signal: 'log', runKey: 'k' })).snapshot
    expect(heard.runs[0]).toMatchObject({ silentAt: null, silentFromAt: NOW })
    expect(heard.state.attentionAt).toBe(1_010_000)
    const again = applyTick(heard, 1_020_000, []).snapshot
    expect(again.runs[0]?.silentAt).toBe(1_010_000)
    expect(again.state.failuresInRow).toBe(1)
  })
})

describe('a stalled run', () => {
  const snapshot = aSnapshot({
    config: { schedule: { type: 'none' }, stallSeconds: 10 },
    state: { status: 'up' },
    runs: [aRun({ id: 'open', key: 'k', startedAt: 980_000, done: 3, stalledFromAt: 985_000 })],
  })
  const progress = (done: number, receivedAt: number) => aBeat({ signal: 'progress', runKey: 'k', done, receivedAt })

  it('stalls although beats come, until done changes', () => {
    const beating = applyBeat(snapshot, progress(3, 994_000)).snapshot
    const stalled = applyTick(beating, 995_000, [])
    expect(stalled.notices.map(({ key }) => key)).toEqual(['stalled:open:995000'])
    expect(stalled.snapshot.state.status).toBe('up')
    const moved = applyBeat(stalled.snapshot, progress(4, 997_000)).snapshot
    expect(moved.runs[0]).toMatchObject({ stalledAt: null, stalledFromAt: 997_000 })
    expect(moved.state.attentionAt).toBe(1_007_000)
    expect(applyTick(moved, 1_007_000, []).notices.map(({ key }) => key)).toEqual(['stalled:open:1007000'])
  })

  it('does not stall while no done is known', () => {
    const unknown = { ...snapshot, runs: [aRun({ id: 'open', key: 'k', startedAt: 980_000 })] }
    expect(applyTick(unknown, 2_000_000, []).notices).toEqual([])
  })
})
