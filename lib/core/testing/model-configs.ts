import fc from 'fast-check'
import type { MonitorConfig, Schedule, StepLimit } from '../types'

/** Null `nullWeight` times for each time that it has a value. */
export const orNull = <T>(arbitrary: fc.Arbitrary<T>, nullWeight: number) =>
  fc.oneof({ weight: nullWeight, arbitrary: fc.constant(null) }, { weight: 1, arbitrary })

export const STEPS = ['extract', 'transform', 'load'] as const

const schedule: fc.Arbitrary<Schedule> = fc.constantFrom<Schedule[]>(
  { type: 'interval', seconds: 60 },
  { type: 'interval', seconds: 60 },
  { type: 'interval', seconds: 300 },
  { type: 'cron', expression: '*/2 * * * *', timezone: 'Europe/Berlin' },
  { type: 'cron', expression: '*/5 * * * *', timezone: 'America/New_York' },
  { type: 'cron', expression: '30 * * * *', timezone: 'Europe/Berlin' },
  { type: 'oncalendar', expression: '*:0/3:20', timezone: 'Europe/Berlin' },
  { type: 'none' },
)

const reachable = fc.constantFrom<StepLimit['signal'][]>('start', 'success')

const stepLimit: fc.Arbitrary<StepLimit> = fc.record({
  step: fc.constantFrom(...STEPS),
  signal: reachable,
  withinSeconds: fc.constantFrom(7, 31, 90),
  ofStep: fc.constantFrom(null, null, ...STEPS),
  ofSignal: fc.constantFrom<StepLimit['ofSignal'][]>('start', 'start', 'success'),
})

const settings = {
  schedule,
  graceSeconds: fc.constantFrom(1, 10, 45, 120),
  startBySeconds: orNull(fc.constantFrom(5, 20, 45), 1),
  maxRuntimeSeconds: orNull(fc.constantFrom(20, 90, 400), 1),
  silenceSeconds: orNull(fc.constantFrom(8, 50), 2),
  stallSeconds: orNull(fc.constantFrom(12, 70), 1),
  stepLimits: fc.oneof(
    fc.constant([]),
    fc.uniqueArray(stepLimit, { minLength: 1, maxLength: 3, size: 'max', selector: JSON.stringify }),
  ),
  failureTolerance: fc.constantFrom(1, 1, 2, 3),
  recoveryThreshold: fc.constantFrom(1, 1, 2, 3),
  steps: fc.constantFrom<string[][]>([], [], [...STEPS], ['extract', 'load'], ['Transform', 'load']),
  endsOn: fc.constantFrom<MonitorConfig['endsOn'][]>('run', 'shards', 'steps'),
  expectFromCreation: fc.boolean(),
  partialIsFailure: fc.boolean(),
  alertOnEveryFailure: fc.boolean(),
}

/** Monitors of every kind, with limits that are reached within a few minutes. */
export const anyConfig: fc.Arbitrary<MonitorConfig> = fc.record(settings)

const settingNames = Object.keys(settings) as (keyof MonitorConfig)[]

/** The changes that an owner makes: none, one setting, some, or all. */
export const anyChanges: fc.Arbitrary<Partial<MonitorConfig>> = fc.oneof(
  { weight: 1, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: anyConfig },
  { weight: 1, arbitrary: fc.record(settings, { requiredKeys: [] }) },
  {
    weight: 4,
    arbitrary: fc.tuple(anyConfig, fc.constantFrom(...settingNames)).map(([from, name]) => ({ [name]: from[name] })),
  },
)
