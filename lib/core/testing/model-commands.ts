import fc from 'fast-check'
import type { Beat, Instant, MonitorConfig, Signal } from '../types'
import { anyChanges, anyConfig, orNull, STEPS } from './model-configs'

export type BeatFields = Omit<Beat, 'receivedAt' | 'newRunId'>

/**
 * When a command happens: `waitMs` after the latest instant so far or, with `aim`, that many ms
 * from the next deadline.
 */
export interface When {
  waitMs: number
  aim: number | null
}

export type Command =
  /**
   * `earlyMs`: received that many ms before the latest beat. `delay`: delivered after that many
   * more commands.
   */
  | { type: 'beat'; when: When; beat: BeatFields; earlyMs: number; delay: number }
  | { type: 'repeat'; when: When; back: number }
  | { type: 'flood'; when: When; count: number }
  | { type: 'tick'; when: When; lagMs: number }
  | { type: 'outage'; when: When; lengthMs: number; recoveryMs: number }
  | { type: 'edit'; when: When; changes: Partial<MonitorConfig> }
  | { type: 'pause'; when: When }
  | { type: 'resume'; when: When }

export interface Scenario {
  startsAt: Instant
  config: MonitorConfig
  /** `parts`: limit for one run. `runs`: limit for the whole scenario. */
  bounds: { parts: number; runs: number }
  commands: Command[]
}

/** A beat with its signal only. */
export const SILENT_BEAT: Omit<BeatFields, 'signal'> = {
  runKey: null,
  attempt: null,
  step: null,
  shard: null,
  shards: null,
  done: null,
  total: null,
  add: null,
  unit: null,
  message: null,
  checkpoint: null,
}

/** The run key of each run of a flood; the hundredth run and the first have the same key. */
export const floodKey = (index: number) => `flood-${index % 100}`

const DAY_MS = 86_400_000

const when: fc.Arbitrary<When> = fc.record({
  waitMs: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(0, 1) },
    { weight: 20, arbitrary: fc.integer({ min: 0, max: 15_000 }) },
    { weight: 12, arbitrary: fc.integer({ min: 0, max: 120_000 }) },
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 2_000_000 }) },
    { weight: 1, arbitrary: fc.constantFrom(DAY_MS, 3 * DAY_MS, 3 * DAY_MS + 1) },
  ),
  aim: orNull(fc.constantFrom(-1, 0, 0, 1), 3),
})

const otherFields = fc.record({
  moves: fc.constantFrom(null, null, null, 'done', 'add', 'both'),
  by: fc.constantFrom(0, 1, 5),
  total: orNull(fc.constantFrom(10, 20), 6),
  text: orNull(fc.constantFrom('one', 'two'), 4),
})

interface Subjects {
  signal: fc.Arbitrary<Signal>
  runKey: fc.Arbitrary<string | null>
  attempt: fc.Arbitrary<number | null>
  step: fc.Arbitrary<string | null>
  shard: fc.Arbitrary<string | null>
  shards: fc.Arbitrary<number | null>
}

const beatsAbout = (subjects: Subjects): fc.Arbitrary<BeatFields> =>
  fc.record({ ...subjects, otherFields }).map(({ otherFields: { moves, by, total, text }, ...about }) => ({
    ...about,
    attempt: about.runKey === null ? null : about.attempt,
    done: moves === 'done' || moves === 'both' ? by : null,
    add: moves === 'add' || moves === 'both' ? by : null,
    total,
    unit: text === null ? null : 'rows',
    message: text,
    checkpoint: text,
  }))

const anything: Subjects = {
  signal: fc.constantFrom<Signal[]>('start', 'start', 'progress', 'progress', 'success', 'success', 'fail', 'log'),
  runKey: fc.constantFrom(null, null, null, 'a', 'a', 'b', 'c'),
  attempt: orNull(fc.constantFrom(1, 2, 3), 4),
  step: orNull(fc.constantFrom(...STEPS), 2),
  shard: orNull(fc.constantFrom('1', '2', '3'), 3),
  shards: orNull(fc.constantFrom(1, 2, 3), 5),
}

// One run at a time. Its steps and shards often end each other.
const fanOut: Subjects = {
  signal: fc.constantFrom<Signal[]>('start', 'progress', 'success', 'success', 'success', 'fail'),
  runKey: fc.constantFrom(null, 'a', 'a', 'a'),
  attempt: fc.constant(null),
  step: fc.constantFrom(null, 'extract', 'load', 'load'),
  shard: fc.constantFrom(null, '1', '2', '2', '3'),
  shards: orNull(fc.constantFrom(2, 2, 3), 2),
}

// Without run keys, parts only: tests how one batch is separated from the next.
const keyless: Subjects = {
  signal: fc.constantFrom<Signal[]>('start', 'start', 'progress', 'success', 'success', 'success', 'fail', 'log'),
  runKey: fc.constant(null),
  attempt: fc.constant(null),
  step: fc.constantFrom(null, 'extract', 'transform', 'load', 'load', ' LOAD'),
  shard: fc.constantFrom(null, null, null, '1', '2'),
  shards: orNull(fc.constantFrom(1, 2, 2), 4),
}

// The oldest of a hundred open runs are lost, and may get beats again.
const flooding: Subjects = {
  ...anything,
  runKey: fc.constantFrom(null, 'a', 'b', floodKey(0), floodKey(1), floodKey(2)),
}

function commandsAbout(subjects: Subjects, maxLength: number): fc.Arbitrary<Command[]> {
  const beat = fc.record({
    type: fc.constant('beat' as const),
    when,
    beat: beatsAbout(subjects),
    earlyMs: fc.constantFrom(0, 0, 0, 0, 0, 3, 900),
    delay: fc.constantFrom(0, 0, 0, 0, 1, 4),
  })
  const repeat = fc.record({ type: fc.constant('repeat' as const), when, back: fc.integer({ min: 1, max: 4 }) })
  const tick = fc.record({ type: fc.constant('tick' as const), when, lagMs: fc.constantFrom(0, 0, 0, 5, 2000) })
  const outage = fc.record({
    type: fc.constant('outage' as const),
    when,
    lengthMs: fc.constantFrom(1, 20_000, 150_000),
    recoveryMs: fc.constantFrom(0, 10_000, 60_000),
  })
  const command = fc.oneof<fc.WeightedArbitrary<Command>[]>(
    { weight: 60, arbitrary: beat },
    { weight: 6, arbitrary: repeat },
    { weight: 28, arbitrary: tick },
    { weight: 4, arbitrary: outage },
    { weight: 4, arbitrary: fc.record({ type: fc.constant('edit' as const), when, changes: anyChanges }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('pause' as const), when }) },
    { weight: 5, arbitrary: fc.record({ type: fc.constant('resume' as const), when }) },
  )
  return fc.array(command, { maxLength, size: 'max' })
}

// Ten minutes around the changes to and from summer time, and an ordinary noon.
const startsAt = fc
  .record({
    near: fc.constantFrom(
      Date.UTC(2027, 2, 28, 1),
      Date.UTC(2027, 9, 31, 1),
      Date.UTC(2027, 2, 14, 7),
      Date.UTC(2027, 10, 7, 6),
      Date.UTC(2027, 5, 1, 12),
    ),
    offsetMs: fc.integer({ min: -600_000, max: 600_000 }),
  })
  .map(({ near, offsetMs }) => near + offsetMs)

export const UNBOUND = { parts: 10_000, runs: 10_000 }

const anyBounds = fc.oneof(
  { weight: 6, arbitrary: fc.constant(UNBOUND) },
  { weight: 1, arbitrary: fc.record({ parts: fc.constantFrom(1, 2, 4), runs: fc.constantFrom(0, 1, 5) }) },
)

/** A monitor and up to `maxLength` commands. */
export function anyScenario(maxLength: number): fc.Arbitrary<Scenario> {
  const commands = fc.oneof(
    commandsAbout(anything, maxLength),
    commandsAbout(fanOut, maxLength),
    commandsAbout(keyless, maxLength),
  )
  return fc.record({ startsAt, config: anyConfig, bounds: anyBounds, commands })
}

/** A monitor that gets a flood of open runs before all other commands. */
export function floodedScenario(maxLength: number): fc.Arbitrary<Scenario> {
  const flood = fc.record({ type: fc.constant('flood' as const), when, count: fc.integer({ min: 97, max: 101 }) })
  const commands = fc.tuple(flood, commandsAbout(flooding, maxLength)).map(([first, more]) => [first, ...more])
  return fc.record({ startsAt, config: anyConfig, bounds: fc.constant(UNBOUND), commands })
}
