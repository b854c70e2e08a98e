import type { Instant, MonitorConfig, Run } from '../types'

/**
 * How long an open run may be quiet. `at`: since when it is, as far as the checker has stored it; `from`: where the time
 * counts from; `seconds`: the setting. These are data, so that the database finds silent and stalled runs by the same fields.
 */
export const QUIET_LIMITS = {
  silent: { at: 'silentAt', from: 'silentFromAt', seconds: 'silenceSeconds' },
  stalled: { at: 'stalledAt', from: 'stalledFromAt', seconds: 'stallSeconds' },
} as const satisfies Record<string, { at: keyof Run; from: keyof Run; seconds: keyof MonitorConfig }>

/**
 * When the open run has been silent for too long. Null: there is no limit, or the silence was
 * reported already.
 */
export function silenceDeadline(
  run: Pick<Run, 'silentFromAt' | 'silentAt'>,
  config: Pick<MonitorConfig, 'silenceSeconds'>,
): Instant | null {
  return quietDeadline(QUIET_LIMITS.silent, run, config)
}

/**
 * When the open run has not advanced for too long. Null: there is no limit, no `done` is known, or
 * the stall was reported already.
 */
export function stallDeadline(
  run: Pick<Run, 'stalledFromAt' | 'stalledAt'>,
  config: Pick<MonitorConfig, 'stallSeconds'>,
): Instant | null {
  return quietDeadline(QUIET_LIMITS.stalled, run, config)
}

function quietDeadline<At extends string, From extends string, Seconds extends string>(
  limit: { at: At; from: From; seconds: Seconds },
  run: Readonly<Record<At | From, Instant | null>>,
  config: Readonly<Record<Seconds, number | null>>,
): Instant | null {
  const from = run[limit.from]
  const seconds = config[limit.seconds]
  return seconds === null || from === null || run[limit.at] !== null ? null : from + seconds * 1000
}

/** Makes silence and stall count from the instant at the earliest. The run must be the draft's own copy. */
export function countLimitsFrom(run: Run, at: Instant): void {
  run.silentFromAt = Math.max(run.silentFromAt, at)
  if (run.stalledFromAt !== null) run.stalledFromAt = Math.max(run.stalledFromAt, at)
}
