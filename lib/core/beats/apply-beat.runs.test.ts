import { describe, expect, it } from 'vitest'
import { aBeat, aRun, aSnapshot, changes, NOW } from '../test-kit'
import type { Beat, Run } from '../types'
import { applyBeat } from './apply-beat'
import { warnings } from './warnings'

type RunChanges = Record<string, Partial<Run>>
type Warning = keyof typeof warnings

const HOURS_72 = 259_200_000

const old = { id: 'old', key: 'k', startedAt: 990_000 } as const
const ended = { ...old, endedAt: 995_000 }
const unheard = { id: 'old', key: 'k', startedAt: null, endedAt: 995_000 }

const SITUATIONS = {
  unknown: [],
  running: [aRun(old)],
  succeeded: [aRun({ ...ended, state: 'succeeded' })],
  partial: [aRun({ ...ended, state: 'partial', reason: 'partial' })],
  failed: [aRun({ ...ended, state: 'failed', reason: 'failed', failureCounted: true })],
  'timed out': [aRun({ ...ended, state: 'timed_out', reason: 'timed_out', failureCounted: true })],
  lost: [aRun({ ...ended, state: 'lost', reason: 'lost' })],
  unjudged: [aRun({ ...ended, state: 'unjudged' })],
  'succeeded before its start': [aRun({ ...unheard, state: 'succeeded', tombstoneUntilAt: NOW })],
  'failed before its start': [aRun({ ...unheard, state: 'failed', failureCounted: true, tombstoneUntilAt: NOW })],
  'failed before its start, long ago': [aRun({ ...unheard, state: 'failed', tombstoneUntilAt: NOW - 1 })],
} satisfies Record<string, Run[]>

const EVENTS = {
  start: { signal: 'start' },
  progress: { signal: 'progress' },
  success: { signal: 'success' },
  fail: { signal: 'fail' },
  log: { signal: 'log' },
  'step progress': { signal: 'progress', step: 'load' },
} satisfies Record<string, Partial<Beat>>

type Row = [keyof typeof SITUATIONS, keyof typeof EVENTS, RunChanges, Warning[]]

const heard = { lastBeatAt: NOW, silentFromAt: NOW }
const heardLate = { lastBeatAt: NOW }
const opens = { fresh: { key: 'k' } }
const firstPart = { partCount: 1 }
const byPart = { partOpened: true, partCount: 1 }
const opensNext = { fresh: { key: 'k', attempt: 2 } }
const failure = { state: 'failed', reason: 'failed', endedAt: NOW, failureCounted: true } as const
const success = { state: 'succeeded', endedAt: NOW } as const
const recorded = { key: 'k', startedAt: null, tombstoneUntilAt: NOW + HOURS_72 }

describe('a beat with a run key', () => {
  const rows: Row[] = [
    ['unknown', 'start', opens, []],
    ['unknown', 'progress', opens, []],
    ['unknown', 'success', { fresh: { ...recorded, ...success } }, []],
    ['unknown', 'fail', { fresh: { ...recorded, ...failure } }, []],
    ['unknown', 'log', {}, []],
    ['unknown', 'step progress', { fresh: { key: 'k', ...byPart } }, []],

    ['running', 'start', { old: heard }, ['alreadyRunning']],
    ['running', 'progress', { old: heard }, []],
    ['running', 'success', { old: { ...heard, ...success } }, []],
    ['running', 'fail', { old: { ...heard, ...failure } }, []],
    ['running', 'log', { old: heard }, []],
    ['running', 'step progress', { old: { ...heard, ...firstPart } }, []],

    ['succeeded', 'start', {}, ['alreadyEnded']],
    ['succeeded', 'progress', { old: heardLate }, ['alreadyEnded']],
    ['succeeded', 'success', {}, ['alreadyEnded']],
    ['succeeded', 'fail', { old: { ...heardLate, ...failure } }, []],
    ['succeeded', 'log', { old: heardLate }, ['alreadyEnded']],
    ['succeeded', 'step progress', { old: { ...heardLate, ...firstPart } }, ['alreadyEnded']],

    ['partial', 'start', {}, ['alreadyEnded']],
    ['partial', 'progress', { old: heardLate }, ['alreadyEnded']],
    ['partial', 'success', {}, ['alreadyEnded']],
    ['partial', 'fail', { old: { ...heardLate, ...failure } }, []],
    ['partial', 'log', { old: heardLate }, ['alreadyEnded']],
    ['partial', 'step progress', { old: { ...heardLate, ...firstPart } }, ['alreadyEnded']],

    ['failed', 'start', opensNext, []],
    ['failed', 'progress', { old: heardLate }, ['alreadyEnded']],
    ['failed', 'success', {}, ['alreadyEnded']],
    ['failed', 'fail', {}, ['alreadyEnded']],
    ['failed', 'log', { old: heardLate }, ['alreadyEnded']],
    ['failed', 'step progress', { old: { ...heardLate, ...firstPart } }, ['alreadyEnded']],

    ['timed out', 'start', opensNext, []],
    ['timed out', 'progress', { old: heardLate }, ['alreadyEnded']],
    ['timed out', 'success', { old: { ...heardLate, ...success, reason: null, failureCounted: false } }, []],
    ['timed out', 'fail', { old: { ...heardLate, state: 'failed', reason: 'failed', endedAt: NOW } }, []],
    ['timed out', 'log', { old: heardLate }, ['alreadyEnded']],
    ['timed out', 'step progress', { old: { ...heardLate, ...firstPart } }, ['alreadyEnded']],

    ['lost', 'start', opensNext, []],
    ['lost', 'progress', { old: heardLate }, ['alreadyEnded']],
    ['lost', 'success', { old: { ...heardLate, ...success, reason: null } }, []],
    ['lost', 'fail', { old: { ...heardLate, ...failure } }, []],
    ['lost', 'log', { old: heardLate }, ['alreadyEnded']],
    ['lost', 'step progress', { old: { ...heardLate, ...firstPart } }, ['alreadyEnded']],

    ['unjudged', 'start', opensNext, []],
    ['unjudged', 'progress', { old: heardLate }, ['alreadyEnded']],
    ['unjudged', 'success', { old: { ...heardLate, ...success } }, []],
    ['unjudged', 'fail', { old: { ...heardLate, ...failure } }, []],
    ['unjudged', 'log', { old: heardLate }, ['alreadyEnded']],
    ['unjudged', 'step progress', { old: { ...heardLate, ...firstPart } }, ['alreadyEnded']],

    ['succeeded before its start', 'start', { old: { tombstoneUntilAt: null } }, ['lateStart']],
    ['succeeded before its start', 'progress', {}, ['alreadyEnded']],
    ['succeeded before its start', 'success', {}, ['alreadyEnded']],
    ['succeeded before its start', 'fail', { old: failure }, []],
    ['succeeded before its start', 'log', {}, ['alreadyEnded']],
    ['succeeded before its start', 'step progress', { old: firstPart }, ['alreadyEnded']],

    ['failed before its start', 'start', { old: { tombstoneUntilAt: null } }, ['lateStart']],
    ['failed before its start', 'success', {}, ['alreadyEnded']],
    ['failed before its start', 'fail', {}, ['alreadyEnded']],

    ['failed before its start, long ago', 'start', opensNext, []],
  ]

  it.each(rows)('%s, %s', (situation, event, runs, expectedWarnings) => {
    const before = aSnapshot({ runs: SITUATIONS[situation] })
    const outcome = applyBeat(before, aBeat({ runKey: 'k', ...EVENTS[event] }))
    expect(changes(before, outcome).runs).toEqual(runs)
    expect(outcome.warnings).toEqual(expectedWarnings.map((warning) => warnings[warning]))
    const open = outcome.snapshot.runs.filter((run) => run.state === 'running').length
    expect(outcome.snapshot.state.openRunCount).toBe(open)
    expect(outcome.runId).toBe(event === 'log' && situation === 'unknown' ? null : 'fresh' in runs ? 'fresh' : 'old')
  })
})

describe('a beat with a run key and an attempt', () => {
  const SECOND = {
    'the second is running': [aRun({ ...old, attempt: 2 })],
    'the second has failed': [aRun({ ...ended, attempt: 2, state: 'failed', failureCounted: true })],
    'the first has failed and the second is running': [
      aRun({ ...ended, id: 'first', state: 'failed', failureCounted: true }),
      aRun({ ...old, attempt: 2 }),
    ],
    'the second succeeded before its start': [
      aRun({ ...unheard, attempt: 2, state: 'succeeded', tombstoneUntilAt: NOW }),
    ],
    'no run is known': [],
  } satisfies Record<string, Run[]>
  type AttemptRow = [keyof typeof SECOND, keyof typeof EVENTS, number, RunChanges, Warning[]]

  const third = { fresh: { key: 'k', attempt: 3 } }
  const lostSecond = { old: { state: 'lost', reason: 'lost', endedAt: NOW } as const }
  const rows: AttemptRow[] = [
    ['no run is known', 'start', 4, { fresh: { key: 'k', attempt: 4 } }, []],
    ['no run is known', 'success', 4, { fresh: { ...recorded, ...success, attempt: 4 } }, []],

    ['the second is running', 'start', 1, {}, ['olderAttempt']],
    ['the second is running', 'start', 2, { old: heard }, ['alreadyRunning']],
    ['the second is running', 'start', 3, { ...lostSecond, ...third }, ['supersededAttempt']],
    ['the second is running', 'progress', 1, {}, ['olderAttempt']],
    ['the second is running', 'progress', 2, { old: heard }, []],
    ['the second is running', 'progress', 3, { ...lostSecond, ...third }, ['supersededAttempt']],
    ['the second is running', 'success', 1, { fresh: { ...recorded, ...success } }, []],
    ['the second is running', 'success', 2, { old: { ...heard, ...success } }, []],
    [
      'the second is running',
      'success',
      3,
      { ...lostSecond, fresh: { ...recorded, ...success, attempt: 3 } },
      ['supersededAttempt'],
    ],
    ['the second is running', 'fail', 1, { fresh: { ...recorded, ...failure } }, []],
    ['the second is running', 'log', 1, {}, []],
    ['the second is running', 'log', 2, { old: heard }, []],
    ['the second is running', 'log', 3, {}, []],
    ['the second is running', 'step progress', 1, {}, ['olderAttempt']],
    [
      'the second is running',
      'step progress',
      3,
      { ...lostSecond, fresh: { ...third.fresh, ...byPart } },
      ['supersededAttempt'],
    ],

    ['the second has failed', 'start', 1, {}, ['olderAttempt']],
    ['the second has failed', 'start', 2, third, []],
    ['the second has failed', 'start', 3, third, []],
    ['the second has failed', 'start', 5, { fresh: { key: 'k', attempt: 5 } }, []],

    ['the first has failed and the second is running', 'start', 1, {}, ['olderAttempt']],
    ['the first has failed and the second is running', 'progress', 1, { first: heardLate }, ['alreadyEnded']],
    ['the first has failed and the second is running', 'success', 1, {}, ['alreadyEnded']],
    ['the first has failed and the second is running', 'log', 1, { first: heardLate }, ['alreadyEnded']],

    ['the second succeeded before its start', 'start', 2, { old: { tombstoneUntilAt: null } }, ['lateStart']],
    ['the second succeeded before its start', 'start', 3, third, []],
  ]

  it.each(rows)('%s, %s of attempt %i', (situation, event, attempt, runs, expectedWarnings) => {
    const before = aSnapshot({ runs: SECOND[situation] })
    const outcome = applyBeat(before, aBeat({ runKey: 'k', attempt, ...EVENTS[event] }))
    expect(changes(before, outcome).runs).toEqual(runs)
    expect(outcome.warnings).toEqual(expectedWarnings.map((warning) => warnings[warning]))
    expect(outcome.snapshot.state.openRunCount).toBe(
      outcome.snapshot.runs.filter((run) => run.state === 'running').length,
    )
  })
})

describe('a beat without a run key', () => {
  const open = aRun({ id: 'open', startedAt: 990_000 })
  const others = [aRun(old), aRun({ id: 'done', state: 'succeeded', endedAt: 900_000 })]

  it.each<[keyof typeof EVENTS, RunChanges, Warning[]]>([
    ['start', { open: { state: 'lost', reason: 'lost', endedAt: NOW }, fresh: {} }, ['overlap']],
    ['progress', { open: heard }, []],
    ['success', { open: { ...heard, ...success } }, []],
    ['fail', { open: { ...heard, ...failure } }, []],
    ['log', { open: heard }, []],
    ['step progress', { open: { ...heard, ...firstPart } }, []],
  ])('%s goes to the open run without a key', (event, runs, expectedWarnings) => {
    const before = aSnapshot({ runs: [...others, open] })
    const outcome = applyBeat(before, aBeat(EVENTS[event]))
    expect(changes(before, outcome).runs).toEqual(runs)
    expect(outcome.warnings).toEqual(expectedWarnings.map((warning) => warnings[warning]))
  })

  it.each<[keyof typeof EVENTS, RunChanges]>([
    ['start', { fresh: {} }],
    ['progress', { fresh: {} }],
    ['success', { fresh: { startedAt: null, ...success } }],
    ['fail', { fresh: { startedAt: null, ...failure } }],
    ['log', {}],
    ['step progress', { fresh: byPart }],
  ])('%s does not change runs with keys or runs that ended long ago', (event, runs) => {
    const before = aSnapshot({ runs: others })
    const outcome = applyBeat(before, aBeat(EVENTS[event]))
    expect(changes(before, outcome).runs).toEqual(runs)
    expect(outcome.warnings).toEqual([])
  })

  it('has attempt 1, whatever attempt the beat names', () => {
    const outcome = applyBeat(aSnapshot({}), aBeat({ signal: 'start', attempt: 4 }))
    expect(outcome.snapshot.runs).toEqual([aRun()])
  })
})

describe('beats that are decided in a different order from the order in which they were received', () => {
  it('move nothing back', () => {
    const run = aRun({
      id: 'open',
      key: 'k',
      startedAt: 900_000,
      lastBeatAt: 999_000,
      silentFromAt: 999_000,
      done: 1,
      stalledFromAt: 999_000,
    })
    const snapshot = aSnapshot({ state: { status: 'up', lastBeatAt: 999_000, expectedAt: 1_059_000 }, runs: [run] })
    const late = applyBeat(snapshot, aBeat({ signal: 'progress', runKey: 'k', done: 2, receivedAt: 998_000 })).snapshot
    expect(late.runs[0]).toEqual({ ...run, done: 2 })
    expect(late.state.lastBeatAt).toBe(999_000)
    expect(applyBeat(late, aBeat({ receivedAt: 998_000 })).snapshot.state.expectedAt).toBe(1_059_000)
  })
})
