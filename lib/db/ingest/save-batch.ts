import type { ClientBase } from 'pg'
import type { CtePart } from '@/lib/db/bulk-statement'
import { type Decision, isOneStatement, planDecisions, type Saved, savePlan } from '@/lib/db/monitor-state'
import { type BeatToSave, type IdempotencyToSave, insertBeats, insertIdempotency } from './insert-beats'

/** What is to be written of one monitor. */
export interface MonitorToSave {
  decision: Decision
  beats: readonly BeatToSave[]
  idempotency: readonly IdempotencyToSave[]
}

/**
 * Writes a batch and commits it. `isLocked`: in the transaction that `lockMonitors` began, which ends here even if there is nothing to write.
 * Otherwise in one statement without a transaction around it where that is enough, else in a transaction of its own.
 * @throws an error that `isVersionConflict` accepts when a state is not the one that was decided from. Then nothing was written.
 */
export async function saveBatch(
  client: ClientBase,
  monitors: readonly MonitorToSave[],
  { isLocked }: { isLocked: boolean },
): Promise<Saved> {
  if (monitors.length === 0 && !isLocked) return { hasAlerts: false }
  const beats = monitors.flatMap((one) => one.beats)
  const idempotency = monitors.flatMap((one) => one.idempotency)
  const extra: CtePart[] = []
  if (beats.length > 0) extra.push(insertBeats.with(beats))
  if (idempotency.length > 0) extra.push(insertIdempotency.with(idempotency))
  const plan = planDecisions(monitors.map((one) => one.decision))
  if (!isLocked && isOneStatement(plan)) return savePlan(client, plan, extra)
  const work: Promise<unknown>[] = []
  if (!isLocked) work.push(client.query('BEGIN'))
  const saved = savePlan(client, plan, extra)
  work.push(saved)
  // Sent without waiting: after a statement that failed, COMMIT rolls back.
  work.push(client.query('COMMIT'))
  const failed = (await Promise.allSettled(work)).find((result) => result.status === 'rejected')
  if (failed) throw failed.reason
  return saved
}
