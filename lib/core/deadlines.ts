import { finishDeadline, startDeadline } from './expectations'
import { silenceDeadline, stallDeadline } from './limits'
import { stepDeadlines, stepsByRun } from './step-limits'
import type { Instant, MonitorConfig, Part, Run, Watch } from './types'

/** An instant at which continued silence of a run changes what is true of it. */
export type RunDeadline =
  | { kind: 'timed_out' | 'silent' | 'stalled'; at: Instant; run: Run }
  | { kind: 'step_late'; at: Instant; run: Run; limitIndex: number }

/** An instant at which continued silence changes what is true, and what it changes. */
export type Deadline = RunDeadline | { kind: 'lost' | 'not_started' | 'missed'; at: Instant }

/**
 * Next instant at which what is stored about the monitor may be wrong, given all its open runs and, where it has step
 * limits, their parts. Null when nothing is awaited.
 */
export function attentionAt(watch: Watch): Instant | null {
  return watch.state.status === 'paused' ? null : (nextDeadline(watch)?.at ?? null)
}

/** The earliest deadline; of equal ones that of a run first, that of the schedule last. Null when there is none. */
export function nextDeadline(watch: Watch): Deadline | null {
  const { config, state, runs, parts } = watch
  const isPaused = state.status === 'paused'
  const steps = config.stepLimits.length === 0 ? null : stepsByRun(parts)
  let first: Deadline | null = null
  for (const run of runs) {
    if (run.state !== 'running') continue
    first = earliest(first, isPaused ? timeout(run) : runDeadlines(run, config, steps?.get(run.id)))
  }
  return isPaused ? first : earliest(earliest(first, lostDeadlines(watch)), scheduleDeadlines(watch))
}

/** Everything that is awaited of an open run. `steps` are the run's own. */
export function runDeadlines(run: Run, config: MonitorConfig, steps?: readonly Part[]): RunDeadline[] {
  const deadlines = timeout(run)
  const silentAt = silenceDeadline(run, config)
  if (silentAt !== null) deadlines.push({ kind: 'silent', at: silentAt, run })
  if (config.stepLimits.length > 0) {
    for (const late of stepDeadlines(run, config.stepLimits, steps)) deadlines.push({ kind: 'step_late', run, ...late })
  }
  const stalledAt = stallDeadline(run, config)
  if (stalledAt !== null) deadlines.push({ kind: 'stalled', at: stalledAt, run })
  return deadlines
}

/** What the schedule awaits: nothing while the monitor is down or paused. */
export function scheduleDeadlines(watch: Pick<Watch, 'config' | 'state' | 'runs'>): Deadline[] {
  const { status } = watch.state
  if (status === 'down' || status === 'paused') return []
  const deadlines: Deadline[] = []
  const startAt = startDeadline(watch)
  if (startAt !== null) deadlines.push({ kind: 'not_started', at: startAt })
  const finishAt = finishDeadline(watch)
  if (finishAt !== null) deadlines.push({ kind: 'missed', at: finishAt })
  return deadlines
}

/** The earliest of them; of equal ones the first. */
export function earliest(first: Deadline | null, others: readonly Deadline[]): Deadline | null {
  let winner = first
  for (const deadline of others) if (winner === null || deadline.at < winner.at) winner = deadline
  return winner
}

function timeout(run: Run): RunDeadline[] {
  return run.deadlineAt === null ? [] : [{ kind: 'timed_out', at: run.deadlineAt, run }]
}

function lostDeadlines({ state }: Pick<Watch, 'state'>): Deadline[] {
  return state.lostDeadlineAt === null ? [] : [{ kind: 'lost', at: state.lostDeadlineAt }]
}
