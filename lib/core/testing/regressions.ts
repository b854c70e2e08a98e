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

/** Sequences that once told the core from the model or broke an invariant, and corners that chance hardly finds. */
export const regressions: [Scenario][] = [
  // Parts were numbered by how many there were, which those who know only some of them cannot.
  [
    {
      bounds: UNBOUND,
      startsAt: 1824944999993,
      config: BARE,
      commands: [beat(1, { signal: 'progress', step: 'load', shard: '1' }), beat(1, { signal: 'success', shard: '1' })],
    },
  ],
  // A finish that was received first and decided last took the expectation back, and a false `missed` followed.
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
  // An edit made new, equal lists of broken limits.
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
  // A run that ended after an edit brought back a deadline of the schedule from before it.
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
  // A limit that a step had kept broke when the step ran again, for a time long past.
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
  // Of an outage's 150 occurrences a hundred are listed, and the first after it is expected.
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
