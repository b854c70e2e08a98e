import type { MonitorConfig } from '../types'
import { type BeatFields, type Command, type Scenario, SILENT_BEAT, UNBOUND } from './model-commands'

const BARE: MonitorConfig = {
  schedule: { type: 'none' },
  graceSeconds: 1,
  startBySeconds: null,
  maxRuntimeSeconds: null,
  silenceSeconds: null,
  stallSeconds: null,
  stepLimits: [],
  failureTolerance: 1,
  recoveryThreshold: 1,
  steps: [],
  endsOn: 'run',
  expectFromCreation: false,
  partialIsFailure: false,
  alertOnEveryFailure: false,
}

const after = (waitMs: number) => ({ waitMs, aim: null })

const beat = (waitMs: number, fields: Partial<BeatFields> & Pick<BeatFields, 'signal'>, earlyMs = 0): Command => {
  return { type: 'beat', when: after(waitMs), beat: { ...SILENT_BEAT, ...fields }, earlyMs, delay: 0 }
}

const tick = (waitMs: number): Command => ({ type: 'tick', when: after(waitMs), lagMs: 0 })

const edit = (waitMs: number, changes: Partial<MonitorConfig>): Command => ({
  type: 'edit',
  when: after(waitMs),
  changes,
})

const TOMBSTONE_MS = 72 * 3_600_000

const everyTwoMinutes = { type: 'cron', expression: '*/2 * * * *', timezone: 'Europe/Berlin' } as const

/**
 * Sequences that once made the core differ from the model or broke an invariant, and special cases
 * that random tests seldom find.
 */
export const regressions: [Scenario][] = [
  // Parts were numbered by their count; with only some of the parts loaded, that number was wrong.
  [
    {
      bounds: UNBOUND,
      startsAt: 1824944999993,
      config: BARE,
      commands: [beat(1, { signal: 'progress', step: 'load', shard: '1' }), beat(1, { signal: 'success', shard: '1' })],
    },
  ],
  // A finish that was received first and decided last moved the expected finish back, and a false
  // `missed` followed.
  [
    {
      bounds: UNBOUND,
      startsAt: 1805007769934,
      config: { ...BARE, schedule: { type: 'interval', seconds: 60 } },
      commands: [
        beat(900, { signal: 'success' }),
        beat(0, { signal: 'success', runKey: 'a' }, 900),
        tick(60_500),
        beat(400, { signal: 'success' }),
        tick(5000),
      ],
    },
  ],
  // An edit created a new list of broken limits that was equal to the old one.
  [
    {
      bounds: UNBOUND,
      startsAt: 1824943843367,
      config: {
        ...BARE,
        stepLimits: [{ step: 'load', signal: 'start', withinSeconds: 90, ofStep: null, ofSignal: 'start' }],
      },
      commands: [beat(1, { signal: 'start' }), edit(1, { stepLimits: [] })],
    },
  ],
  // A run that ended after an edit brought back a deadline of the schedule from before the edit.
  [
    {
      bounds: UNBOUND,
      startsAt: 1805007642000,
      config: { ...BARE, schedule: everyTwoMinutes, maxRuntimeSeconds: 400, failureTolerance: 3 },
      commands: [
        beat(0, { signal: 'success', step: 'load' }),
        edit(400_001, { alertOnEveryFailure: true }),
        tick(0),
        tick(60_000),
      ],
    },
  ],
  // A limit that a step had kept was broken when the step ran again, for a time long before.
  [
    {
      bounds: UNBOUND,
      startsAt: 1805007642000,
      config: {
        ...BARE,
        stepLimits: [{ step: 'load', signal: 'success', withinSeconds: 60, ofStep: null, ofSignal: 'start' }],
      },
      commands: [
        beat(0, { signal: 'start', step: 'load' }),
        beat(30_000, { signal: 'success', step: 'load' }),
        beat(90_000, { signal: 'start', step: 'load' }),
        tick(1),
      ],
    },
  ],
  // A tombstone absorbs the late start for 72 hours, to the millisecond.
  [
    {
      bounds: UNBOUND,
      startsAt: 1805007642000,
      config: BARE,
      commands: [
        beat(0, { signal: 'fail', runKey: 'a' }),
        beat(0, { signal: 'fail', runKey: 'b' }),
        beat(TOMBSTONE_MS, { signal: 'start', runKey: 'a' }),
        beat(1, { signal: 'start', runKey: 'b' }),
      ],
    },
  ],
  // An outage has 150 occurrences: a hundred are listed, and the first one after the outage is expected.
  [
    {
      bounds: UNBOUND,
      startsAt: 1805007642000,
      config: { ...BARE, schedule: everyTwoMinutes },
      commands: [
        beat(0, { signal: 'success' }),
        { type: 'outage', when: after(60_000), lengthMs: 18_000_000, recoveryMs: 60_000 },
        tick(59_999),
        tick(1),
        tick(180_000),
      ],
    },
  ],
]
