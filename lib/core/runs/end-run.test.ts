import { describe, expect, it } from 'vitest'
import { applyBeat } from '../beats/apply-beat'
import { openDraft } from '../monitors/draft'
import { aBeat, aRun, aSnapshot, NOW } from '../test-kit'
import type { MonitorConfig, Run } from '../types'
import { endRun, finishByParts, successState } from './end-run'

const MINUTE = 60_000
const HOURLY = { type: 'cron', expression: '0 * * * *', timezone: 'UTC' } as const

describe('after the end of an anonymous run, beats may belong to it', () => {
  /** How many ms after its end at NOW. */
  function lateMs(config: Partial<MonitorConfig>, run: Partial<Run> = {}) {
    const draft = openDraft(aSnapshot({ config, runs: [aRun(run)] }))
    endRun(draft, aRun({ lastBeatAt: NOW, ...run }), { state: 'succeeded', at: NOW })
    const { anonymousUntilAt } = draft.state
    return anonymousUntilAt === null ? null : anonymousUntilAt - NOW
  }

  it.each<[string, Partial<MonitorConfig>, Partial<Run>, number | null]>([
    ['for ten minutes', { schedule: { type: 'none' } }, {}, 10 * MINUTE],
    ['for ten minutes with a cron schedule', { schedule: HOURLY }, {}, 10 * MINUTE],
    ['for half of a short interval', { schedule: { type: 'interval', seconds: 60 } }, {}, MINUTE / 2],
    ['for ten minutes of a long interval', { schedule: { type: 'interval', seconds: 7200 } }, {}, 10 * MINUTE],
    ['never, with a run key', {}, { key: 'k' }, null],
    [
      'for a day after a beat that came after the end',
      { schedule: HOURLY },
      { lastBeatAt: NOW + 5 },
      24 * 60 * MINUTE + 5,
    ],
    [
      'for the longest runtime after such a beat',
      { schedule: HOURLY, maxRuntimeSeconds: 900 },
      { lastBeatAt: NOW + 5 },
      15 * MINUTE + 5,
    ],
    [
      'for ten minutes after such a beat at least',
      { schedule: HOURLY, maxRuntimeSeconds: 60 },
      { lastBeatAt: NOW + 5 },
      10 * MINUTE + 5,
    ],
  ])('%s', (_, config, run, ms) => {
    expect(lateMs(config, run)).toBe(ms)
  })
})

it.each([
  ['succeeded', null],
  ['unjudged', null],
  ['partial', 'partial'],
  ['failed', 'failed'],
  ['timed_out', 'timed_out'],
  ['lost', 'lost'],
] as const)('a run that ends %s has the reason %s', (state, reason) => {
  const run = aRun({ partEnded: true })
  const draft = openDraft(aSnapshot({ runs: [run] }))
  endRun(draft, run, { state, at: NOW })
  expect(run).toMatchObject({ state, reason, endedAt: NOW, partEnded: false })
  expect([draft.state.openRunCount, draft.hasEndedRun]).toEqual([0, true])
})

it('a run that ends again is not counted as open again', () => {
  const run = aRun({ state: 'timed_out', endedAt: NOW - 1 })
  const draft = openDraft(aSnapshot({ state: { openRunCount: 3 }, runs: [run] }))
  endRun(draft, run, { state: 'succeeded', at: NOW })
  expect([draft.state.openRunCount, draft.hasEndedRun, run.state]).toEqual([3, false, 'succeeded'])
})

it.each<[string, Partial<Run>, string]>([
  ['no parts', {}, 'succeeded'],
  ['all expected shards', { shardsExpected: 2, shardsSucceeded: 2 }, 'succeeded'],
  ['more shards than expected', { shardsExpected: 2, shardsSucceeded: 3 }, 'succeeded'],
  ['a shard that is missing', { shardsExpected: 3, shardsSucceeded: 2 }, 'partial'],
  ['a shard that failed', { shardsExpected: 2, shardsSucceeded: 1, shardsFailed: 1, partsFailed: 1 }, 'partial'],
  ['a step that failed', { partsFailed: 1 }, 'partial'],
])('a run that reports success with %s is %s', (_, run, state) => {
  expect(successState(aRun(run))).toBe(state)
})

describe('an end that parts decide again', () => {
  const ended = (state: Run['state']) => aRun({ id: 'r', state, endedAt: NOW - 9, partEnded: true })

  function decide(run: Run, state: 'succeeded' | 'partial' | 'failed', config: Partial<MonitorConfig> = {}) {
    const draft = openDraft(aSnapshot({ config, state: { status: 'up', expectedAt: NOW + 5 }, runs: [run] }))
    finishByParts(draft, run, { state, at: NOW })
    const { failuresInRow, successesInRow } = draft.state
    return { counted: [failuresInRow, successesInRow], reason: draft.flips[0]?.reason }
  }

  it.each<[string, Run['state'], 'succeeded' | 'partial' | 'failed', Partial<MonitorConfig>, number[]]>([
    ['from failed to succeeded counts as a success', 'failed', 'succeeded', {}, [0, 1]],
    ['from partial to succeeded counts as nothing', 'partial', 'succeeded', {}, [0, 0]],
    [
      'from partial to succeeded counts where partial is a failure',
      'partial',
      'succeeded',
      { partialIsFailure: true },
      [0, 1],
    ],
    ['to failed counts as a failure', 'succeeded', 'failed', {}, [1, 0]],
    ['to partial counts as nothing', 'succeeded', 'partial', {}, [0, 0]],
  ])('%s', (_, from, to, config, counted) => {
    const run = ended(from)
    expect(decide(run, to, config).counted).toEqual(counted)
    expect(run).toMatchObject({ state: to, endedAt: NOW, partEnded: true })
  })

  it('is a failure with its own reason, if the run has none that was counted', () => {
    expect(decide(ended('failed'), 'partial', { partialIsFailure: true })).toEqual({
      counted: [1, 0],
      reason: 'partial',
    })
    expect(decide({ ...ended('failed'), failureCounted: true }, 'partial', { partialIsFailure: true }).counted).toEqual(
      [...[0, 0]],
    )
  })
})

it('the finish of a lost run ends the wait for its deadline, and that of another run does not', () => {
  const runs = [aRun({ id: 'lost', key: 'a', state: 'lost', endedAt: NOW - 9 }), aRun({ id: 'open', key: 'b' })]
  const state = { status: 'up', lostDeadlineAt: NOW + 9, lostRunId: 'lost' } as const
  const fail = (runKey: string) =>
    applyBeat(aSnapshot({ state, runs }), aBeat({ signal: 'fail', runKey })).snapshot.state
  expect(fail('a')).toMatchObject({ lostDeadlineAt: null, lostRunId: null })
  expect(fail('b')).toMatchObject({ lostDeadlineAt: NOW + 9, lostRunId: 'lost' })
})
