import type { Instant, Run } from '../types'

const HOUR_MS = 3_600_000

export interface ProgressProjection {
  /** `done` per hour since the start. Null: unknown. */
  perHour: number | null
  /** When `total` is reached at this rate. Null: unknown, or never. */
  endsAt: Instant | null
  /** `done` of `total`, from 0 to 1. Null: unknown. */
  fraction: number | null
}

/** Where progress leads if it goes on as it has since the start; for what has ended, `now` is the end. */
export function projectProgress(
  progress: Pick<Run, 'startedAt' | 'done' | 'total'> & { now: Instant },
): ProgressProjection {
  const { startedAt, done, total, now } = progress
  if (done === null) return { perHour: null, endsAt: null, fraction: null }
  const perHour = startedAt === null || startedAt >= now ? null : (done * HOUR_MS) / (now - startedAt)
  if (total === null || total <= 0) return { perHour, endsAt: null, fraction: null }
  const fraction = Math.min(1, Math.max(0, done / total))
  if (done >= total) return { perHour, endsAt: now, fraction }
  const endsAt = perHour === null || perHour <= 0 ? null : Math.round(now + ((total - done) * HOUR_MS) / perHour)
  return { perHour, endsAt, fraction }
}
