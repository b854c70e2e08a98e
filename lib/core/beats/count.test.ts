import { describe, expect, it } from 'vitest'
import { applyTick } from '../monitors/apply-tick'
import { aBeat, aRun, aSnapshot, NOW } from '../test-kit'
import type { Beat, MonitorConfig, MonitorSnapshot, MonitorState, Outcome } from '../types'
import { applyBeat } from './apply-beat'
import { warnings } from './warnings'

/**
 * Applies the beats from NOW on, 40 s apart so that none is a repeat. Each opens a run named by its
 * index. Returns all outcomes.
 */
function playAll(snapshot: MonitorSnapshot, beats: Partial<Beat>[]): Outcome[] {
  const outcomes: Outcome[] = []
  let current = snapshot
  for (const [index, beat] of beats.entries()) {
    const outcome = applyBeat(current, aBeat({ receivedAt: NOW + index * 40_000, newRunId: `run ${index}`, ...beat }))
    outcomes.push(outcome)
    current = outcome.snapshot
  }
  return outcomes
}

function given(config: Partial<MonitorConfig>, state: Partial<MonitorState> = {}): MonitorSnapshot {
  return aSnapshot({ config, state: { status: 'up', expectedAt: 1_020_000, ...state } })
}

const success = { signal: 'success' } as const
const fail = { signal: 'fail' } as const

describe('failure tolerance', () => {
  it.each<[number, Beat['signal'][], string[]]>([
    [1, ['fail'], ['down']],
    [2, ['fail'], ['']],
    [2, ['fail', 'fail'], ['', 'down']],
    [2, ['fail', 'success', 'fail'], ['', '', '']],
    [3, ['fail', 'fail', 'success', 'fail', 'fail', 'fail'], ['', '', '', '', '', 'down']],
  ])('of %i turns %j into flips %j', (failureTolerance, signals, flips) => {
    const outcomes = playAll(
      given({ failureTolerance }),
      signals.map((signal) => ({ signal })),
    )
    expect(outcomes.map((outcome) => outcome.flips.map(({ to }) => to).join())).toEqual(flips)
  })

  it('counts a missed occurrence like a failed run', () => {
    const failed = playAll(given({ failureTolerance: 2 }), [fail])[0]!.snapshot
    expect(applyTick(failed, 1_090_000, []).flips).toEqual([
      { version: 1, from: 'up', to: 'down', at: 1_090_000, reason: 'missed', runId: null, part: null },
    ])
  })

  it('that was lowered later takes effect with the next failure', () => {
    const snapshot = given({ failureTolerance: 2 }, { failuresInRow: 5 })
    expect(playAll(snapshot, [fail])[0]!.flips.map(({ to }) => to)).toEqual(['down'])
  })

  it('holds for a new monitor too; its first success is a flip in every case', () => {
    const outcomes = playAll(aSnapshot({ config: { failureTolerance: 2 } }), [fail, success])
    expect(outcomes.map(({ flips }) => flips.map(({ from, to }) => `${from}-${to}`).join())).toEqual(['', 'new-up'])
    expect(outcomes[1]!.snapshot.state).toMatchObject({ failuresInRow: 0, failedRunStartedAt: null, successesInRow: 1 })
  })
})

describe('recovery threshold', () => {
  const isDown = { status: 'down', failuresInRow: 1, downSinceAt: 900_000, flipVersion: 4 } as const

  it.each<[number, Beat['signal'][], string[]]>([
    [1, ['success'], ['up']],
    [2, ['success'], ['']],
    [2, ['success', 'success'], ['', 'up']],
    [2, ['success', 'fail', 'success', 'success'], ['', '', '', 'up']],
  ])('of %i turns %j into flips %j', (recoveryThreshold, signals, flips) => {
    const outcomes = playAll(
      given({ recoveryThreshold }, isDown),
      signals.map((signal) => ({ signal })),
    )
    expect(outcomes.map((outcome) => outcome.flips.map(({ to }) => to).join())).toEqual(flips)
  })

  it('keeps the failures until it is reached', () => {
    const [first, second] = playAll(given({ recoveryThreshold: 2 }, { ...isDown, lostDeadlineAt: 1_500_000 }), [
      success,
      success,
    ])
    expect(first!.snapshot.state).toMatchObject({
      status: 'down',
      failuresInRow: 1,
      successesInRow: 1,
      downSinceAt: 900_000,
      lostDeadlineAt: null,
      lastSuccessAt: NOW,
    })
    expect(second!.snapshot.state).toMatchObject({
      status: 'up',
      failuresInRow: 0,
      successesInRow: 2,
      downSinceAt: null,
    })
    expect(second!.flips).toEqual([
      { version: 5, from: 'down', to: 'up', at: 1_040_000, reason: 'recovered', runId: 'run 1', part: null },
    ])
  })

  it('does not apply to a new monitor', () => {
    expect(playAll(aSnapshot({ config: { recoveryThreshold: 3 } }), [success])[0]!.flips.map(({ to }) => to)).toEqual([
      'up',
    ])
  })
})

describe('a success of a run that started before the failing one', () => {
  const start = (runKey: string): Partial<Beat> => ({ signal: 'start', runKey })
  const end = (runKey: string, signal: 'success' | 'fail'): Partial<Beat> => ({ signal, runKey })

  it('is recorded, and the failure remains', () => {
    const last = playAll(given({}), [start('a'), start('b'), end('b', 'fail'), end('a', 'success')]).at(-1)!
    expect(last.flips).toEqual([])
    expect(last.warnings).toEqual([warnings.olderRunFinished])
    expect(last.snapshot.state).toMatchObject({
      status: 'down',
      failuresInRow: 1,
      successesInRow: 0,
      lastSuccessAt: null,
    })
    expect(last.snapshot.state.expectedAt).toBe(1_180_000)
    expect(last.snapshot.runs.map(({ state }) => state)).toEqual(['succeeded', 'failed'])
  })

  it('does not clear a failure that has not brought the monitor down', () => {
    const last = playAll(given({ failureTolerance: 2 }), [
      start('a'),
      start('b'),
      end('b', 'fail'),
      end('a', 'success'),
    ]).at(-1)!
    expect(last.snapshot.state).toMatchObject({ status: 'up', failuresInRow: 1 })
  })

  it('counts when the failure is over', () => {
    const last = playAll(given({}), [
      start('a'),
      start('b'),
      end('b', 'fail'),
      end('c', 'success'),
      end('a', 'success'),
    ]).at(-1)!
    expect(last.snapshot.state).toMatchObject({ status: 'up', successesInRow: 2 })
    expect(last.warnings).toEqual([])
  })

  it.each<[string, Partial<Beat>[]]>([
    [
      'started with it',
      [{ ...start('a'), receivedAt: NOW }, { ...start('b'), receivedAt: NOW }, end('b', 'fail'), end('a', 'success')],
    ],
    ['started later', [start('b'), start('a'), end('b', 'fail'), end('a', 'success')]],
    ['started at an unknown time', [start('b'), end('b', 'fail'), end('a', 'success')]],
    ['failed without a start', [start('a'), end('b', 'fail'), end('a', 'success')]],
  ])('is not one of a run that %s', (_, beats) => {
    const last = playAll(given({}), beats).at(-1)!
    expect(last.snapshot.state).toMatchObject({ status: 'up', failuresInRow: 0, failedRunStartedAt: null })
  })
})

describe('a run', () => {
  it('that is late, silent and failed counts once', () => {
    const snapshot = aSnapshot({
      config: { failureTolerance: 9, silenceSeconds: 5, alertOnEveryFailure: true },
      state: { status: 'up' },
      runs: [aRun({ id: 'open', key: 'k', startedAt: 980_000, deadlineAt: 999_000 })],
    })
    const ticked = applyTick(snapshot, NOW, [])
    const failed = applyBeat(ticked.snapshot, aBeat({ signal: 'fail', runKey: 'k' }))
    expect(failed.snapshot.state.failuresInRow).toBe(1)
    expect(failed.snapshot.runs[0]).toMatchObject({ state: 'failed', reason: 'failed', endedAt: NOW })
    expect([...ticked.notices, ...failed.notices].map(({ key, reason }) => [key, reason])).toEqual([
      ['failed:open', 'silent'],
    ])
  })

  it('that timed out and then succeeds is a recovery', () => {
    const snapshot = aSnapshot({
      state: { status: 'down', failuresInRow: 1, failedRunStartedAt: 900_000, downSinceAt: 960_000, flipVersion: 2 },
      runs: [
        aRun({ id: 'late', key: 'k', startedAt: 900_000, endedAt: 960_000, state: 'timed_out', failureCounted: true }),
      ],
    })
    const outcome = applyBeat(snapshot, aBeat({ runKey: 'k' }))
    expect(outcome.flips.map(({ to, reason, runId }) => [to, reason, runId])).toEqual([['up', 'recovered', 'late']])
    expect(outcome.snapshot.runs[0]).toMatchObject({
      state: 'succeeded',
      endedAt: NOW,
      reason: null,
      failureCounted: false,
    })
  })

  it('that fails after its success fails', () => {
    const outcomes = playAll(given({ failureTolerance: 1 }), [
      { signal: 'success', runKey: 'k' },
      { signal: 'fail', runKey: 'k' },
      { signal: 'fail', runKey: 'k' },
      { signal: 'success', runKey: 'k' },
    ])
    expect(outcomes.map(({ flips }) => flips.map(({ to }) => to).join())).toEqual(['', 'down', '', ''])
    expect(outcomes.map(({ warnings }) => warnings.length)).toEqual([0, 0, 1, 1])
  })

  it('whose part failed, then succeeds and then fails, counts for each change', () => {
    const outcomes = playAll(given({}), [
      { signal: 'fail', runKey: 'k', step: 'load' },
      { signal: 'success', runKey: 'k' },
      { signal: 'fail', runKey: 'k' },
    ])
    expect(outcomes.map(({ flips }) => flips.map(({ to, reason }) => `${to} ${reason}`).join())).toEqual([
      'down part_failed',
      'up recovered',
      'down failed',
    ])
  })

  it('that ends partial is a success', () => {
    const last = playAll(given({}), [{ signal: 'start', shards: 2 }, success]).at(-1)!
    expect(last.snapshot.state).toMatchObject({ status: 'up', successesInRow: 1, lastSuccessAt: 1_040_000 })
  })

  it('that ends partial is a failure where the monitor says so', () => {
    const last = playAll(given({ partialIsFailure: true }), [{ signal: 'start', shards: 2 }, success]).at(-1)!
    expect(last.flips.map(({ to, reason }) => [to, reason])).toEqual([['down', 'partial']])
    expect(last.snapshot.runs[0]).toMatchObject({ state: 'partial', reason: 'partial', failureCounted: true })
  })
})

describe('a failure that is no flip', () => {
  it.each<[string, Partial<MonitorConfig>, Partial<MonitorState>, number]>([
    ['is reported if the monitor alerts on every failure', { alertOnEveryFailure: true, failureTolerance: 2 }, {}, 1],
    ['is reported while the monitor is down', { alertOnEveryFailure: true }, { status: 'down', failuresInRow: 1 }, 1],
    ['is not reported otherwise', { failureTolerance: 2 }, {}, 0],
    ['is not reported beside a flip', { alertOnEveryFailure: true }, {}, 0],
    ['is not reported while paused', { alertOnEveryFailure: true }, { status: 'paused' }, 0],
  ])('%s', (_, config, state, notices) => {
    const outcome = playAll(given(config, state), [fail])[0]!
    expect(outcome.notices).toEqual(
      Array(notices).fill({
        type: 'run.failed',
        key: 'failed:run 0',
        at: NOW,
        reason: 'failed',
        runId: 'run 0',
        part: null,
      }),
    )
  })

  it('is not reported without a run', () => {
    const snapshot = given({ alertOnEveryFailure: true, failureTolerance: 2 }, { expectedAt: 970_000 })
    expect(applyTick(snapshot, NOW, []).notices).toEqual([])
  })
})
