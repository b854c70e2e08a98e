import type { Instant, MonitorConfig, Run } from './types'

/**
 * When the open run has been silent for too long. Null: there is no limit, or the silence was
 * reported already.
 */
export function silenceDeadline(
  run: Pick<Run, 'silentFromAt' | 'silentAt'>,
  config: Pick<MonitorConfig, 'silenceSeconds'>,
): Instant | null {
  if (config.silenceSeconds === null || run.silentAt !== null) return null
  return run.silentFromAt + config.silenceSeconds * 1000
}

/**
 * When the open run has not advanced for too long. Null: there is no limit, no `done` is known, or
 * the stall was reported already.
 */
export function stallDeadline(
  run: Pick<Run, 'stalledFromAt' | 'stalledAt'>,
  config: Pick<MonitorConfig, 'stallSeconds'>,
): Instant | null {
  if (config.stallSeconds === null || run.stalledAt !== null || run.stalledFromAt === null) return null
  return run.stalledFromAt + config.stallSeconds * 1000
}

/** Makes silence and stall count from the instant at the earliest. The run must be the draft's own copy. */
export function countLimitsFrom(run: Run, at: Instant): void {
  run.silentFromAt = Math.max(run.silentFromAt, at)
  if (run.stalledFromAt !== null) run.stalledFromAt = Math.max(run.stalledFromAt, at)
}
