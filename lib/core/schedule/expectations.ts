import { isPartBeat } from '../beats/beat-level'
import type { Draft } from '../monitors/draft'
import { latest } from '../runs/durations'
import type { Beat, Instant, MonitorConfig, MonitorSnapshot, MonitorState, Run } from '../types'
import { nextOccurrence, occurrenceFor, previousOccurrence } from '.'

/** Sets the expected finish of a monitor that expects nothing yet: it expects one from its first beat on. */
export function startExpecting(draft: Draft, beat: Beat): void {
  const { state, config } = draft
  const { schedule, graceSeconds } = config
  if (state.status === 'paused' || beat.signal === 'log') return
  const occurrence = occurrenceFor(schedule, beat.receivedAt, graceSeconds)
  const isAhead = occurrence !== null && occurrence + graceSeconds * 1000 > beat.receivedAt
  state.expectedAt =
    isAhead && !isRunFinish(beat) ? occurrence : nextOccurrence(schedule, occurrence ?? beat.receivedAt)
}

/** Records that the run which opens now is the start of its occurrence. */
export function recordStart({ state, config }: Draft, at: Instant): void {
  if (state.status === 'paused') return
  if (config.schedule.type === 'interval') state.startedForAt = state.expectedAt
  else state.startedForAt = occurrenceFor(config.schedule, at, config.graceSeconds) ?? state.startedForAt
}

/** Sets the next expected finish after a run has finished at the instant. */
export function expectAfterFinish(draft: Draft, at: Instant): void {
  const { state, config, before } = draft
  const { schedule } = config
  if (state.status === 'paused') return
  if (schedule.type === 'interval') {
    state.expectedAt = latest(state.expectedAt, at + schedule.seconds * 1000)
    state.startedForAt = before.state.expectedAt
  } else {
    state.startedForAt = expectAfterOccurrenceOf(draft, at) ?? state.startedForAt
  }
}

/** A run that timed out counts as a finish if the monitor expects one. So its occurrence is judged once. */
export function expectAfterTimeout(draft: Draft, run: { startedAt: Instant; deadlineAt: Instant }): void {
  const { state, config } = draft
  const { schedule } = config
  if (state.expectedAt === null) return
  if (schedule.type === 'interval')
    state.expectedAt = latest(state.expectedAt, run.deadlineAt + schedule.seconds * 1000)
  else expectAfterOccurrenceOf(draft, run.startedAt)
}

/** Sets the next expected finish after the present one was judged. */
export function expectNext({ state, config }: Draft): void {
  if (state.expectedAt !== null) state.expectedAt = nextOccurrence(config.schedule, state.expectedAt)
}

/** When the finish of the expected occurrence is overdue. Null: nothing is expected. */
export function finishDeadline(snapshot: OverdueInput & { state: Pick<MonitorState, 'expectedAt'> }): Instant | null {
  const { expectedAt } = snapshot.state
  return expectedAt === null ? null : overdueAt(expectedAt, snapshot)
}

interface OverdueInput {
  config: Pick<MonitorConfig, 'graceSeconds' | 'maxRuntimeSeconds'>
  runs: readonly Pick<Run, 'state' | 'startedAt' | 'deadlineAt'>[]
}

/** When the finish of an occurrence is overdue. An open run within its runtime may make it later. */
export function overdueAt(occurrence: Instant, { config, runs }: OverdueInput): Instant {
  const graceEndsAt = occurrence + config.graceSeconds * 1000
  let deadline = graceEndsAt
  if (config.maxRuntimeSeconds === null) return deadline
  for (const run of runs) {
    if (run.state !== 'running' || run.startedAt === null || run.startedAt > graceEndsAt) continue
    if (run.deadlineAt !== null && run.deadlineAt > deadline) deadline = run.deadlineAt
  }
  return deadline
}

/**
 * When the start of the expected occurrence is overdue. Null: nothing is expected, it has started,
 * or there is no such limit.
 */
export function startDeadline(snapshot: Pick<MonitorSnapshot, 'config' | 'state'>): Instant | null {
  return snapshot.state.openRunCount > 0 ? null : bareStartDeadline(snapshot)
}

/**
 * How long before an occurrence a beat may already belong to it, in ms. For an interval, the gap is
 * the interval itself.
 */
export function earlyMs({ schedule, graceSeconds }: MonitorConfig, occurrence: Instant): number {
  const graceMs = graceSeconds * 1000
  if (schedule.type === 'interval') return Math.min(graceMs, (schedule.seconds * 1000) / 2)
  const previous = previousOccurrence(schedule, occurrence - 1)
  return previous === null ? graceMs : Math.min(graceMs, (occurrence - previous) / 2)
}

/**
 * Whether the expected occurrence has a deadline before the instant, if no open run makes that
 * deadline later.
 */
export function isOverdue(snapshot: Pick<MonitorSnapshot, 'config' | 'state'>, at: Instant): boolean {
  const startAt = bareStartDeadline(snapshot)
  const finishAt = finishDeadline({ ...snapshot, runs: [] })
  return (startAt !== null && startAt < at) || (finishAt !== null && finishAt < at)
}

/**
 * The earliest instant since which the monitor waits for something. Outages with a recovery window
 * that ended before do not matter.
 */
export function waitsSince({ config, state, runs }: MonitorSnapshot): Instant {
  const { schedule, graceSeconds } = config
  let since = Number.POSITIVE_INFINITY
  if (state.expectedAt !== null) {
    const before = schedule.type === 'interval' ? schedule.seconds : graceSeconds
    since = state.expectedAt - before * 1000
  }
  for (const run of runs) if (run.startedAt !== null) since = Math.min(since, run.startedAt)
  return since
}

function bareStartDeadline({ config, state }: Pick<MonitorSnapshot, 'config' | 'state'>): Instant | null {
  if (state.expectedAt === null || config.startBySeconds === null) return null
  if (state.startedForAt !== null && state.startedForAt >= state.expectedAt) return null
  return state.expectedAt + config.startBySeconds * 1000
}

/**
 * Sets the expected finish to the occurrence after the one that the instant belongs to, unless a
 * later one is expected already. Returns the occurrence that the instant belongs to. Null: none.
 */
function expectAfterOccurrenceOf({ state, config }: Draft, at: Instant): Instant | null {
  const occurrence = occurrenceFor(config.schedule, at, config.graceSeconds)
  if (occurrence === null) return null
  const next = nextOccurrence(config.schedule, occurrence)
  state.expectedAt = next === null ? null : latest(state.expectedAt, next)
  return occurrence
}

function isRunFinish(beat: Beat): boolean {
  return (beat.signal === 'success' || beat.signal === 'fail') && !isPartBeat(beat)
}
