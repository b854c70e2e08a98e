import { describe, expect, it } from 'vitest'
import { applyBeat } from '../beats/apply-beat'
import { applyTick } from '../monitors/apply-tick'
import { attentionAt } from '../monitors/deadlines'
import { aBeat, aPart, aRun, aSnapshot, NOW } from '../test-kit'
import type { Part, Run, StepLimit } from '../types'
import { keptLimits, stepsByRun } from './step-limits'

const STARTED = 900_000

const LIMITS = {
  'load starts within 60 s of the run': {
    step: 'load',
    signal: 'start',
    withinSeconds: 60,
    ofStep: null,
    ofSignal: 'start',
  },
  'load succeeds within 60 s of the start of extract': {
    step: 'load',
    signal: 'success',
    withinSeconds: 60,
    ofStep: 'extract',
    ofSignal: 'start',
  },
  'load starts within 60 s of the success of extract': {
    step: 'load',
    signal: 'start',
    withinSeconds: 60,
    ofStep: 'extract',
    ofSignal: 'success',
  },
  'load starts within 60 s of the success of the run': {
    step: 'load',
    signal: 'start',
    withinSeconds: 60,
    ofStep: null,
    ofSignal: 'success',
  },
} satisfies Record<string, StepLimit>

function given(limit: keyof typeof LIMITS, parts: Partial<Part>[]) {
  return aSnapshot({
    config: { stepLimits: [LIMITS[limit]] },
    state: { status: 'up' },
    runs: [aRun({ id: 'open', startedAt: STARTED })],
    parts: parts.map((part) => aPart({ runId: 'open', ...part })),
  })
}

const succeeded = (endedAt: number) => ({ state: 'succeeded', endedAt }) as const

describe('a step limit', () => {
  it.each<[keyof typeof LIMITS, string, Partial<Part>[], number | null]>([
    ['load starts within 60 s of the run', 'nothing happened', [], 960_000],
    ['load starts within 60 s of the run', 'it started in time', [{ step: 'load', startedAt: 950_000 }], null],
    [
      'load starts within 60 s of the run',
      'it started at the last instant',
      [{ step: 'load', startedAt: 960_000 }],
      null,
    ],
    ['load starts within 60 s of the run', 'it started too late', [{ step: 'load', startedAt: 960_001 }], 960_000],
    [
      'load starts within 60 s of the run',
      'a shard of its name in another step started',
      [{ step: 'extract', shard: 'load', startedAt: 910_000 }],
      960_000,
    ],
    [
      'load starts within 60 s of the run',
      'it started in another run',
      [{ runId: 'other', step: 'load', startedAt: 910_000 }],
      960_000,
    ],
    ['load succeeds within 60 s of the start of extract', 'extract has not started', [], null],
    [
      'load succeeds within 60 s of the start of extract',
      'extract has',
      [{ step: 'extract', startedAt: 930_000 }],
      990_000,
    ],
    [
      'load succeeds within 60 s of the start of extract',
      'load runs',
      [
        { step: 'extract', startedAt: 930_000 },
        { step: 'load', startedAt: 940_000 },
      ],
      990_000,
    ],
    [
      'load succeeds within 60 s of the start of extract',
      'load has failed',
      [
        { step: 'extract', startedAt: 930_000 },
        { step: 'load', startedAt: 940_000, state: 'failed', endedAt: 950_000 },
      ],
      990_000,
    ],
    [
      'load succeeds within 60 s of the start of extract',
      'load has succeeded',
      [
        { step: 'extract', startedAt: 930_000 },
        { step: 'load', startedAt: 940_000, ...succeeded(990_000) },
      ],
      null,
    ],
    [
      'load succeeds within 60 s of the start of extract',
      'load has succeeded too late',
      [
        { step: 'extract', startedAt: 930_000 },
        { step: 'load', startedAt: 940_000, ...succeeded(990_001) },
      ],
      990_000,
    ],
    [
      'load starts within 60 s of the success of extract',
      'extract runs',
      [{ step: 'extract', startedAt: 930_000 }],
      null,
    ],
    [
      'load starts within 60 s of the success of extract',
      'extract has succeeded',
      [{ step: 'extract', startedAt: 930_000, ...succeeded(935_000) }],
      995_000,
    ],
    ['load starts within 60 s of the success of the run', 'the run is open', [{ step: 'extract' }], null],
  ])('(%s), when %s', (limit, _, parts, deadline) => {
    const snapshot = given(limit, parts)
    expect(attentionAt(snapshot)).toBe(deadline)
    const outcome = applyTick(snapshot, 2_000_000, [])
    expect(outcome.flips).toEqual(
      deadline === null
        ? []
        : [{ version: 1, from: 'up', to: 'down', at: deadline, reason: 'step_late', runId: 'open', part: 'load' }],
    )
  })

  it('is broken once, and the run goes on', () => {
    const once = applyTick(given('load starts within 60 s of the run', []), NOW, [])
    expect(once.snapshot.runs[0]).toMatchObject({ state: 'running', brokenLimits: [0], failureCounted: true })
    expect(attentionAt(once.snapshot)).toBeNull()
  })

  it('counts a run once, however many it breaks', () => {
    const snapshot = aSnapshot({
      config: {
        stepLimits: Object.values(LIMITS)
          .slice(0, 1)
          .concat({ ...LIMITS['load starts within 60 s of the run'], step: 'publish' }),
      },
      state: { status: 'up' },
      runs: [aRun({ id: 'open', startedAt: STARTED })],
    })
    const outcome = applyTick(snapshot, NOW, [])
    expect(outcome.snapshot.runs[0]?.brokenLimits).toEqual([0, 1])
    expect(outcome.snapshot.state.failuresInRow).toBe(1)
  })

  it('is checked in time after the beat that starts its time', () => {
    const config = { stepLimits: [LIMITS['load succeeds within 60 s of the start of extract']] }
    const started = applyBeat(
      aSnapshot({ config: { ...config, schedule: { type: 'none' }, maxRuntimeSeconds: 900 } }),
      aBeat({ signal: 'start' }),
    )
    expect(started.snapshot.state.attentionAt).toBe(1_900_000)
    const extracting = applyBeat(started.snapshot, aBeat({ signal: 'start', step: 'extract', receivedAt: NOW + 5000 }))
    expect(extracting.snapshot.state.attentionAt).toBe(1_065_000)
  })

  it('of a run that has ended is no longer checked', () => {
    const snapshot = given('load starts within 60 s of the run', [])
    const failed = applyBeat(snapshot, aBeat({ signal: 'success' }))
    expect(applyTick(failed.snapshot, 1_060_000, []).flips).toEqual([])
  })
})

describe('a step limit that was kept', () => {
  const LIMIT = 'load succeeds within 60 s of the start of extract'
  const inTime = given(LIMIT, [
    { step: 'extract', startedAt: 900_000 },
    { step: 'load', startedAt: 910_000, ...succeeded(930_000) },
  ])

  it.each(['start', 'progress', 'fail'] as const)(
    'stays kept when a %s changes the state of its step from succeeded',
    (signal) => {
      const { snapshot } = applyBeat(inTime, aBeat({ signal, step: 'load', receivedAt: 1_000_000 }))
      expect(snapshot.runs[0]?.brokenLimits).toEqual([0])
      expect(applyTick(snapshot, 1_000_001, []).flips).toEqual([])
    },
  )

  it('stays kept when its step fails at the very instant of its success', () => {
    const { snapshot } = applyBeat(inTime, aBeat({ signal: 'fail', step: 'load', receivedAt: 930_000 }))
    expect(snapshot.runs[0]?.brokenLimits).toEqual([0])
  })

  it('is not looked at in a run that has ended', () => {
    const ended = { ...inTime, runs: [aRun({ id: 'open', key: 'k', state: 'failed', endedAt: 940_000 })] }
    const { snapshot } = applyBeat(ended, aBeat({ signal: 'start', step: 'load', runKey: 'k' }))
    expect(snapshot.parts.find(({ step }) => step === 'load')?.state).toBe('running')
    expect(snapshot.runs[0]?.brokenLimits).toEqual([])
  })

  const load = aPart({ step: 'load', startedAt: 910_000, ...succeeded(960_000) })

  it.each<[string, Partial<StepLimit>, Partial<Part>, Partial<Run>, number[]]>([
    ['is one that its success has kept', {}, {}, {}, [0]],
    ['is none that was reached too late', {}, { endedAt: 960_001 }, {}, []],
    ['is none while its step runs', {}, { state: 'running', endedAt: null }, {}, []],
    ['is none of a step that failed in time', {}, { state: 'failed' }, {}, []],
    ['is none of another step', { step: 'publish' }, {}, {}, []],
    ['is none on the start of the step', { signal: 'start' }, {}, {}, []],
    ['is none that is broken', {}, {}, { brokenLimits: [0] }, []],
    ['is none whose time has not begun', { ofSignal: 'success' }, {}, {}, []],
  ])('%s', (_, limit, step, run, kept) => {
    const limits = [{ ...LIMITS[LIMIT], ...limit }]
    const steps = [aPart({ step: 'extract', startedAt: 900_000 }), { ...load, ...step }]
    expect(keptLimits(aRun({ startedAt: 0, ...run }), steps[1]!, { limits, steps })).toEqual(kept)
  })

  it('is not changed by a beat that does not change the success', () => {
    const { snapshot } = applyBeat(inTime, aBeat({ signal: 'success', step: 'load', receivedAt: 1_000_000 }))
    expect(snapshot.runs[0]?.brokenLimits).toEqual([])
  })
})

it('the steps of each run are told without their shards', () => {
  const parts = [
    aPart({ runId: 'a', step: 'load' }),
    aPart({ runId: 'a', step: 'load', shard: '1' }),
    aPart({ runId: 'b', step: 'check' }),
    aPart({ runId: 'a', step: 'publish' }),
    aPart({ runId: 'c', shard: '1' }),
  ]
  const named = [...stepsByRun(parts)].map(([run, steps]) => [run, steps.map(({ step }) => step)])
  expect(named).toEqual([
    ['a', ['load', 'publish']],
    ['b', ['check']],
  ])
})

describe('an outage within the time of a step limit of 60 s', () => {
  const snapshot = given('load starts within 60 s of the run', [])
  const judge = (deafMs: number) => {
    const outage = { seq: 1, startedAt: 910_000, endedAt: 910_000 + deafMs, recoversAt: 945_000 }
    const { flips, snapshot: after } = applyTick(snapshot, 970_000, [outage])
    expect(after.runs[0]?.brokenLimits).toEqual([0])
    return flips.map(({ reason, away }) => [reason, away])
  }

  it('drops it where at least half of its time was deaf', () => {
    expect(judge(30_000)).toEqual([])
  })

  it('is named by the failure where less was deaf', () => {
    expect(judge(29_999)).toEqual([['step_late', { from: 910_000, to: 939_999 }]])
  })
})
