import type { MonitorConfig } from '../types'
import { type BeatFields, type Command, type Scenario, SILENT_BEAT } from './model-commands'

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
  endsOn: 'run',
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

const everyTwoMinutes = { type: 'cron', expression: '*/2 * * * *', timezone: 'Europe/Berlin' } as const

/** Sequences that once told the core from the model, or a promise from both. */
export const regressions: [Scenario][] = [
  // Parts were numbered by how many there were, which those who know only some of them cannot.
  [
    {
      startsAt: 1824944999993,
      config: BARE,
      commands: [beat(1, { signal: 'progress', step: 'load', shard: '1' }), beat(1, { signal: 'success', shard: '1' })],
    },
  ],
  // A finish that was received first and decided last took the expectation back, and a false `missed` followed.
  [
    {
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
]
