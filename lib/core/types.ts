/** Milliseconds since the epoch, UTC. The core never reads a clock: every instant is passed in. */
export type Instant = number

export type Signal = 'start' | 'progress' | 'success' | 'fail' | 'log'
export type MonitorStatus = 'new' | 'up' | 'down' | 'paused'
export type RunState = 'running' | 'succeeded' | 'partial' | 'failed' | 'timed_out' | 'lost' | 'unjudged'
export type PartState = 'running' | 'succeeded' | 'partial' | 'failed'

export type Schedule =
  | { type: 'interval'; seconds: number }
  | { type: 'cron'; expression: string; timezone: string }
  | { type: 'oncalendar'; expression: string; timezone: string }
  | { type: 'none' }

/** `step` must reach `signal` within `withinSeconds` after `ofStep` (null: the run) reached `ofSignal`. */
export interface StepLimit {
  step: string
  signal: 'start' | 'success'
  withinSeconds: number
  ofStep: string | null
  ofSignal: 'start' | 'success'
}

/** The settings of a monitor. A limit that is null is off. */
export interface MonitorConfig {
  schedule: Schedule
  graceSeconds: number
  startBySeconds: number | null
  maxRuntimeSeconds: number | null
  silenceSeconds: number | null
  stallSeconds: number | null
  stepLimits: readonly StepLimit[]
  /** Failures in a row (failed, timed out, missed, silent …) that make the monitor go down; at least 1. */
  failureTolerance: number
  /** Successes in a row that bring a down monitor up; at least 1. */
  recoveryThreshold: number
  /** Declared steps in their order. Names match after trimming, in any case. */
  steps: readonly string[]
  /** What ends a run in addition to its own finish: its last shard, or its last declared step. */
  endsOn: 'run' | 'shards' | 'steps'
  /** Whether a finish is expected before the first beat. */
  expectFromCreation: boolean
  /** Whether a run that ends `partial` counts as a failure. */
  partialIsFailure: boolean
  /** Whether a failed run that causes no flip is reported as `run.failed`. */
  alertOnEveryFailure: boolean
}

/** What Lubdub knows about a monitor, without its runs. Stored as one row. */
export interface MonitorState {
  status: MonitorStatus
  /** The number of accepted beats; it rises by one with each, without gaps. */
  seq: number
  /**
   * The occurrence that the next finish is for. Null: nothing is expected (no beat yet, paused, or
   * schedule none).
   */
  expectedAt: Instant | null
  /** The latest occurrence for which a start or a finish was received. */
  startedForAt: Instant | null
  lastBeatAt: Instant | null
  lastSuccessAt: Instant | null
  failuresInRow: number
  successesInRow: number
  /**
   * When the run of the latest counted failure started; a success of an older run clears nothing.
   * Null: no such run.
   */
  failedRunStartedAt: Instant | null
  /** Earliest deadline of a lost run; when it is reached, that is a failure. */
  lostDeadlineAt: Instant | null
  /** The run of this deadline; without a deadline it has no meaning. */
  lostRunId: string | null
  /**
   * Until when beats may still belong to the anonymous run that began last and has ended. It may be
   * too late, never too early. Null: that run is open, or there was none.
   */
  anonymousUntilAt: Instant | null
  openRunCount: number
  /** Beats that should have begun a run when too many had begun on that day. */
  runsDropped: number
  flipVersion: number
  /** When the present incident began. Null unless down. */
  downSinceAt: Instant | null
  /** Next instant at which what is stored may be wrong: may be early, never late. Null: never. */
  attentionAt: Instant | null
  /** The `seq` of the last outage that was applied. */
  outageSeq: number
  /**
   * The last 20 finishes in tenths of a second: after their occurrence or, for an interval, after
   * the finish before.
   */
  usualFinishes: readonly number[]
  /** The last 20 durations of runs, in tenths of a second. */
  usualDurations: readonly number[]
}

/** One attempt at an execution of the job. */
export interface Run {
  id: string
  /** Null: anonymous. */
  key: string | null
  attempt: number
  state: RunState
  /** Null: the start was never received (a finish came first, or came alone). */
  startedAt: Instant | null
  endedAt: Instant | null
  lastBeatAt: Instant
  /** startedAt + maxRuntime. Null: no limit. */
  deadlineAt: Instant | null
  /**
   * Silence and stall count from here: from the last beat / the last change of `done`, or from the
   * end of an outage.
   */
  silentFromAt: Instant
  stalledFromAt: Instant | null
  /** Since when the run has been silent / stalled beyond its limit. Null: it is not. */
  silentAt: Instant | null
  stalledAt: Instant | null
  done: number | null
  total: number | null
  unit: string | null
  /** The base of the rate: this much was done at this instant. Both null: zero at the start of the run. */
  rateFromAt: Instant | null
  /** Null with `rateFromAt` set: the next `done` sets it. */
  rateFromDone: number | null
  /** Shards of the run itself (those of steps are counted on the step). */
  shardsExpected: number | null
  shardsSucceeded: number
  shardsFailed: number
  /** Parts (steps and shards, at any level) whose present state is failed or partial. */
  partsFailed: number
  /** Whether a beat of a part opened the run, and no start of the run itself was received. */
  partOpened: boolean
  /** Whether its parts ended it. Then its end is decided again when they change. */
  partEnded: boolean
  /** How many steps and shards it has, and how many beats named further ones above the limit. */
  partCount: number
  partsDropped: number
  /** Whether this run was already counted as a failure. */
  failureCounted: boolean
  /** Indexes of the step limits that this run has broken. */
  brokenLimits: readonly number[]
  reason: FailureReason | null
  /** Until then, a start with this key is the late start of this run. Null: an ordinary run. */
  tombstoneUntilAt: Instant | null
  /** The outage in which the run was last open, if no beat of it was received since. Null: none. */
  outageSeq: number | null
  /** The deaf span that explains the end of the run: it timed out, or is unjudged. Null: none. */
  awayFromAt: Instant | null
  awayToAt: Instant | null
  message: string | null
}

/** A step (`shard` is '') or a shard (of a step or, with `step` '', of the run). */
export interface Part {
  runId: string
  step: string
  shard: string
  /** The monitor's `seq` at the beat that named it first: orders parts by first appearance. */
  position: number
  state: PartState
  startedAt: Instant
  endedAt: Instant | null
  lastBeatAt: Instant
  done: number | null
  total: number | null
  unit: string | null
  /** As in a run. */
  rateFromAt: Instant | null
  rateFromDone: number | null
  /** Steps only: how many shards are expected, and how many are in each state. */
  shardsExpected: number | null
  shardsSucceeded: number
  shardsFailed: number
  message: string | null
  checkpoint: string | null
}

export interface Beat {
  signal: Signal
  /** By the database's clock. */
  receivedAt: Instant
  /** The id for a run that this beat opens. */
  newRunId: string
  runKey: string | null
  attempt: number | null
  step: string | null
  shard: string | null
  shards: number | null
  done: number | null
  total: number | null
  add: number | null
  unit: string | null
  message: string | null
  checkpoint: string | null
}

export type FailureReason =
  | 'missed'
  | 'not_started'
  | 'timed_out'
  | 'silent'
  | 'failed'
  | 'partial'
  | 'part_failed'
  | 'step_late'
  | 'lost'

export type FlipReason = FailureReason | 'first_success' | 'recovered' | 'paused' | 'resumed'

/**
 * A change of a monitor's status. `at`: the instant that it is about (a deadline), not the instant
 * of the check.
 */
export interface Flip {
  version: number
  from: MonitorStatus
  to: MonitorStatus
  at: Instant
  reason: FlipReason
  runId: string | null
  /** The step or `step/shard` that it is about. Null: none. */
  part: string | null
  /** When Lubdub could not receive beats while it waited for the missing one. Left out: never. */
  away?: Away
}

/** A time in which Lubdub could not receive beats. */
export interface Away {
  from: Instant
  to: Instant
}

/** The same, with the `seq` of the outage that ended it. */
export interface DeafSpan extends Away {
  seq: number
}

/** Something to report that is not a change of status. `key` is unique within the monitor. */
export interface Notice {
  type: 'run.failed' | 'run.stalled'
  key: string
  at: Instant
  reason: FailureReason | 'stalled'
  runId: string
  part: string | null
  away?: Away
}

/** A message for the channels of the monitor. */
export type Alert = { type: 'monitor.down' | 'monitor.up'; about: Flip } | { type: Notice['type']; about: Notice }

/** The flip that opens an incident, or closes the one that is open. */
export interface IncidentChange {
  kind: 'opened' | 'closed'
  flip: Flip
}

/** An expected occurrence that cannot be judged, because Lubdub could not receive beats. */
export interface Unjudged {
  outageSeq: number
  /** The occurrence, or the deadline of the run. */
  expectedAt: Instant
  /** Null: an occurrence. */
  runId: string | null
  /** When it would have been judged. */
  deadlineAt: Instant
  away: Away
}

/**
 * What an ended outage may have lost. It will be judged at its deadline. The other fields are as in
 * `Unjudged`.
 */
export type InDoubt = Unjudged

/**
 * A time in which Lubdub could not receive beats. `recoversAt`: the end of the window in which
 * clients send their retries.
 */
export interface Outage {
  seq: number
  startedAt: Instant
  endedAt: Instant
  recoversAt: Instant
}

/** How much may be created for one monitor. */
export interface Bounds {
  /** Limit for the steps and shards of a run. */
  parts: number
  /** Whether another run may begin today. */
  mayBeginRun: boolean
}

/** The input of a decision: a monitor's settings and state, with the runs and parts that may matter. */
export interface MonitorSnapshot {
  config: MonitorConfig
  state: MonitorState
  /**
   * For a beat: the runs that it may belong to. Else: every open run and, for a tick, the lost run
   * whose deadline the monitor waits for.
   */
  runs: readonly Run[]
  /**
   * For a beat: the steps of those runs, and the shard that the beat names. For a tick: the parts
   * of open runs if there are step limits, and the open parts of the lost run.
   */
  parts: readonly Part[]
}

/** The result of a decision. Objects in `snapshot` that did not change keep their identity. */
export interface Outcome {
  snapshot: MonitorSnapshot
  flips: readonly Flip[]
  notices: readonly Notice[]
  /** What is sent of these flips and notices. */
  alerts: readonly Alert[]
  /** In the order of the flips. */
  incidents: readonly IncidentChange[]
  unjudged: readonly Unjudged[]
  inDoubt: readonly InDoubt[]
  warnings: readonly string[]
  /** The run that the beat belongs to. Null: none. */
  runId: string | null
}
