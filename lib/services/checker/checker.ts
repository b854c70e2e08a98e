import { readClock } from '@/lib/db/checker/read-clock'
import { checkDue } from './check-due'
import { closeOutages } from './close-outages'
import type { CheckerContext } from './context'

const AT_ONCE = 200

/**
 * Judges everything that is due by the ingest's clock, and closes outages. While no ingest process
 * is alive it judges nothing. `onAlerts` is called after each commit that created deliveries;
 * `signal` stops the work between two commits.
 */
export async function check(
  ctx: CheckerContext,
  { onAlerts, signal }: { onAlerts: () => void; signal?: AbortSignal },
): Promise<void> {
  const clock = await readClock(ctx.pool)
  if (clock === null) return
  await judgeAll(ctx, { clock, onAlerts, signal })
  const { hasMarked, hasAlerts } = await closeOutages(ctx, clock)
  if (hasAlerts) onAlerts()
  if (!hasMarked || signal?.aborted) return
  await judgeAll(ctx, { clock, onAlerts, signal })
  const after = await closeOutages(ctx, clock)
  if (after.hasAlerts) onAlerts()
}

async function judgeAll(
  ctx: CheckerContext,
  { clock, onAlerts, signal }: { clock: number; onAlerts: () => void; signal: AbortSignal | undefined },
) {
  while (!signal?.aborted) {
    const { claimed, postponed, hasAlerts } = await checkDue(ctx, { clock, limit: AT_ONCE })
    if (hasAlerts) onAlerts()
    if (claimed < AT_ONCE || postponed === claimed) return
  }
}
