import { type Episode, postponed, type SnapshotInTime } from '../outages/deaf'
import { isStartUnheard, recovering } from '../outages/recovering'
import { silenceDeadline, stallDeadline } from '../runs/limits'
import { stepDeadlines, stepsByRun } from '../runs/step-limits'
import { finishDeadline, startDeadline } from '../schedule/expectations'
import type { Instant, MonitorConfig, Part, Run } from '../types'

/** An instant at which the state of a run changes if no beat comes. */
export type RunDeadline =
  | { kind: 'timed_out' | 'silent' | 'stalled'; at: Instant; run: Run }
  | { kind: 'step_late'; at: Instant; run: Run; limitIndex: number; baseAt: Instant; setFor: Instant }

/** An instant at which the state of the monitor changes if no beat comes, and the kind of change. */
export type Deadline = RunDeadline | { kind: 'lost' | 'not_started' | 'missed'; at: Instant }

const NEVER_DEAF: readonly Episode[] = []

/**
 * Next instant at which the stored state of the monitor may be wrong. The snapshot must hold all
 * open runs and, if the monitor has step limits, their parts. Null when nothing is expected.
 */
export function attentionAt(snapshot: SnapshotInTime): Instant | null {
  return snapshot.state.status === 'paused' ? null : (nextDeadline(snapshot)?.at ?? null)
}

/**
 * The earliest deadline. If deadlines are equal, that of a run comes first and that of the schedule
 * last. Null: there is none.
 */
export function nextDeadline(snapshot: SnapshotInTime): Deadline | null {
  const { config, state, runs, parts, episodes = NEVER_DEAF } = snapshot
  const isPaused = state.status === 'paused'
  const steps = config.stepLimits.length === 0 ? null : stepsByRun(parts)
  const ahead = episodes.filter(({ seq }) => seq > state.outageSeq)
  let first: Deadline | null = null
  for (const run of runs) {
    if (run.state !== 'running') continue
    if (isPaused) first = earliest(first, timeout(run, episodes))
    else first = earliest(first, runDeadlines(run, { config, steps: steps?.get(run.id), episodes, ahead }))
  }
  return isPaused ? first : earliest(earliest(first, lostDeadlines(snapshot)), scheduleDeadlines(snapshot))
}

/**
 * What the deadlines of a run depend on. `steps`: the run's own. `ahead`: outages not yet applied
 * to the run.
 */
interface AboutRun {
  config: MonitorConfig
  steps?: readonly Part[] | undefined
  episodes?: readonly Episode[]
  ahead?: readonly Episode[]
}

/** All deadlines of an open run. */
export function runDeadlines(run: Run, about: AboutRun): RunDeadline[] {
  const { config, steps, episodes = NEVER_DEAF, ahead = NEVER_DEAF } = about
  const deadlines = timeout(run, episodes)
  const bases = recovering(run, config, ahead)
  const silentAt = silenceDeadline(bases, config)
  if (silentAt !== null) deadlines.push({ kind: 'silent', at: postponed(episodes, silentAt), run })
  if (config.stepLimits.length > 0) {
    for (const late of stepDeadlines(run, { limits: config.stepLimits, steps, episodes })) {
      deadlines.push({ kind: 'step_late', run, ...late })
    }
  }
  const stalledAt = stallDeadline(bases, config)
  if (stalledAt !== null) deadlines.push({ kind: 'stalled', at: postponed(episodes, stalledAt), run })
  return deadlines
}

/** The deadlines of the schedule: none while the monitor is down. A paused one expects nothing. */
export function scheduleDeadlines(snapshot: SnapshotInTime): Deadline[] {
  const { state, episodes = NEVER_DEAF } = snapshot
  if (state.status === 'down') return []
  const deadlines: Deadline[] = []
  const startAt = startDeadline(snapshot)
  if (startAt !== null && !isStartUnheard(snapshot, startAt)) {
    deadlines.push({ kind: 'not_started', at: postponed(episodes, startAt) })
  }
  const finishAt = finishDeadline(snapshot)
  if (finishAt !== null) deadlines.push({ kind: 'missed', at: postponed(episodes, finishAt) })
  return deadlines
}

/** The earliest of the deadlines; of equal ones the first. */
export function earliest(first: Deadline | null, others: readonly Deadline[]): Deadline | null {
  let winner = first
  for (const deadline of others) if (winner === null || deadline.at < winner.at) winner = deadline
  return winner
}

function timeout(run: Run, episodes: readonly Episode[]): RunDeadline[] {
  return run.deadlineAt === null ? [] : [{ kind: 'timed_out', at: postponed(episodes, run.deadlineAt), run }]
}

function lostDeadlines({ state, episodes = NEVER_DEAF }: SnapshotInTime): Deadline[] {
  return state.lostDeadlineAt === null ? [] : [{ kind: 'lost', at: postponed(episodes, state.lostDeadlineAt) }]
}
