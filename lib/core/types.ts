/** Milliseconds since the epoch, UTC. Nobody in the core reads a clock: every instant is passed in. */
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

/** `step` reaches `signal` within `withinSeconds` of `ofStep` (null: the run) reaching `ofSignal`. */
export interface StepLimit {
  step: string
  signal: 'start' | 'success'
  withinSeconds: number
  ofStep: string | null
  ofSignal: 'start' | 'success'
}

/** What the owner of a monitor decides. Limits that are null are off. */
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
  /** Declared steps in their order; names are matched trimmed and in any case. */
  steps: readonly string[]
  /** What ends a run besides its own finish: its last shard, or its last declared step. */
  endsOn: 'run' | 'shards' | 'steps'
  /** Whether a finish is expected before the first beat. */
  expectFromCreation: boolean
  /** Whether a run that ends `partial` counts as a failure. */
  partialIsFailure: boolean
  /** Whether a failed run that causes no flip is told of as `run.failed`. */
  alertOnEveryFailure: boolean
}

/** What Lubdub knows about a monitor besides its open runs. Stored as one row. */
export interface MonitorState {
  status: MonitorStatus
  /** Counts accepted beats; rises by one with each, without gaps. */
  seq: number
  /** The occurrence that the next finish is for. Null: nothing is expected (not armed, paused, or schedule none). */
  expectedAt: Instant | null
  /** The latest occurrence for which a start or a finish was received. */
  startedForAt: Instant | null
  lastBeatAt: Instant | null
  lastSuccessAt: Instant | null
  failuresInRow: number
  successesInRow: number
  /** When the run behind the latest counted failure started; a success of an older run clears nothing. Null: no such run. */
  failedRunStartedAt: Instant | null
  /** Earliest deadline of a run that was lost; when it is reached, that is a failure. */
  lostDeadlineAt: Instant | null
  /** The run that this deadline is of; means nothing without one. */
  lostRunId: string | null
  /** Until when beats may still belong to the anonymous run that began last and has ended: may be late, never early. Null: it is open, or there was none. */
  anonymousUntilAt: Instant | null
  openRunCount: number
  /** Beats that should have begun a run when there were too many already on that day. */
  runsDropped: number
  flipVersion: number
  /** When the present incident began. Null unless down. */
  downSinceAt: Instant | null
  /** Next instant at which what is stored may be wrong: may be early, never late. Null: never. */
  attentionAt: Instant | null
  /** Number of the last outage that was applied. */
  outageSeq: number
  /** The last 20 finishes in tenths of a second: after their occurrence, or, for an interval, after the finish before. */
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
  /** Null: the start was never heard (a finish came first, or alone). */
  startedAt: Instant | null
  endedAt: Instant | null
  lastBeatAt: Instant
  /** startedAt + maxRuntime. Null: no limit. */
  deadlineAt: Instant | null
  /** Silence and stall are counted from here: the last beat / the last move of `done`, or the end of an outage. */
  silentFromAt: Instant
  stalledFromAt: Instant | null
  /** Since when the run has been silent / stalled past its limit. Null: it is not. */
  silentAt: Instant | null
  stalledAt: Instant | null
  done: number | null
  total: number | null
  unit: string | null
  /** A rate is counted from here: this much was done at this instant. Both null: nothing, at its start. */
  rateFromAt: Instant | null
  /** Null with `rateFromAt` set: the next `done` tells. */
  rateFromDone: number | null
  /** Shards of the run itself (those of steps are counted on the step). */
  shardsExpected: number | null
  shardsSucceeded: number
  shardsFailed: number
  /** Parts (steps and shards, at any level) whose present state is failed. */
  partsFailed: number
  /** Whether a beat about a part opened it and no start of the run itself was heard. */
  partOpened: boolean
  /** Whether its parts made its end, which is then decided again with them. */
  partEnded: boolean
  /** Steps and shards that it has, and beats about further ones that were too many. */
  partCount: number
  partsDropped: number
  /** Whether this run has already been counted as a failure. */
  failureCounted: boolean
  /** Indexes of the step limits that this run has broken. */
  brokenLimits: readonly number[]
  reason: FailureReason | null
  /** Until then a start with this key is the late start of this run. Null: an ordinary run. */
  tombstoneUntilAt: Instant | null
  /** The outage in which the run was last open and since when no beat of it was heard. */
  outageSeq: number | null
  /** The deaf span that the run's end has to do with: it timed out, or is unjudged. Null: none. */
  awayFromAt: Instant | null
  awayToAt: Instant | null
  message: string | null
}

/** A step (`shard` is '') or a shard (of a step, or, with `step` '', of the run). */
export interface Part {
  runId: string
  step: string
  shard: string
  /** The monitor's `seq` with the beat that named it first: orders parts by appearance. */
  position: number
  state: PartState
  startedAt: Instant
  endedAt: Instant | null
  lastBeatAt: Instant
  done: number | null
  total: number | null
  unit: string | null
  /** As of a run. */
  rateFromAt: Instant | null
  rateFromDone: number | null
  /** Steps only: how many shards are expected, and how their states stand. */
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
  /** Id to use if this beat opens a run. */
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

/** A change of a monitor's status. `at` is the instant that it is about (a deadline), not when it was noticed. */
export interface Flip {
  version: number
  from: MonitorStatus
  to: MonitorStatus
  at: Instant
  reason: FlipReason
  runId: string | null
  /** The step or `step/shard` that it is about, where there is one. */
  part: string | null
  /** When Lubdub was deaf while it waited for what did not come. Left out: never. */
  away?: Away
}

/** A time in which Lubdub was deaf. */
export interface Away {
  from: Instant
  to: Instant
}

/** The same, with the number of the outage that ended it. */
export interface DeafSpan extends Away {
  seq: number
}

/** Something to tell that is no change of status. `key` is unique within the monitor. */
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

/** An expected occurrence that nobody can judge, because Lubdub could not hear. */
export interface Unjudged {
  outageSeq: number
  /** The occurrence, or the deadline of the run. */
  expectedAt: Instant
  /** Null: an occurrence. */
  runId: string | null
  /** When it could have been judged. */
  deadlineAt: Instant
  away: Away
}

/** What an outage that is over may have swallowed, and will be judged at its deadline; else as `Unjudged`. */
export type InDoubt = Unjudged

/** A time in which Lubdub could not hear beats. `recoversAt`: end of the window in which clients' retries land. */
export interface Outage {
  seq: number
  startedAt: Instant
  endedAt: Instant
  recoversAt: Instant
}

/** How much may be made for one monitor. */
export interface Bounds {
  /** Steps and shards of a run. */
  parts: number
  /** Whether another run may begin today. */
  mayBeginRun: boolean
}

/** A monitor as the core sees it. */
export interface MonitorSnapshot {
  config: MonitorConfig
  state: MonitorState
  /** For a beat: the runs it may belong to. For everything else: every open run, and for a tick the lost one whose deadline is awaited. */
  runs: readonly Run[]
  /** For a beat: the steps of those runs, and the shard that the beat names. For a tick: of open runs, where there are step limits, and the open ones of the lost run. */
  parts: readonly Part[]
}

/** What a decision changes. Objects in `snapshot` that did not change keep their identity. */
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
  /** The run that the beat went to. */
  runId: string | null
}
