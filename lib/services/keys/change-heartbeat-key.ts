import { AppError, notFound } from '@/lib/base/errors'
import type { HeartbeatKeyRef } from '@/lib/contract/heartbeat-keys'
import { toPublicId } from '@/lib/contract/ids'
import { type HeartbeatKeyRow, lockHeartbeatKeys } from '@/lib/db/queries/heartbeat-key-rows'
import type { WorkspaceTx } from '@/lib/db/workspace-db'
import { inWorkspace, type ServiceContext } from '../context'
import { hasMonitorIn } from '../monitors/has-monitor'

interface Locked {
  tx: WorkspaceTx
  key: HeartbeatKeyRow
  /** All keys of the monitor that have not retired. */
  keys: HeartbeatKeyRow[]
  /** The database's time under the lock: beats are received by the same clock. */
  now: Date
}

/**
 * Locks the keys of a monitor and runs `change` on one of them, in one transaction.
 * @throws AppError `not_found` when the workspace has no such monitor, or the monitor no such key
 * that has not retired.
 */
export async function changeHeartbeatKey<T>(
  ctx: ServiceContext,
  { monitorId, keyId }: HeartbeatKeyRef,
  change: (locked: Locked) => Promise<T>,
): Promise<T> {
  const { workspaceId } = ctx
  return inWorkspace(ctx, async (tx) => {
    if (!(await hasMonitorIn(tx, ctx, monitorId))) throw notFound('monitor')
    const { keys, now } = await lockHeartbeatKeys(tx, { workspaceId, monitorId })
    const key = keys.find(({ id }) => id === keyId)
    if (!key) throw notFound('heartbeat key')
    return change({ tx, key, keys, now })
  })
}

/** The key that this one replaces, if it still works. Null: none. */
export function workingBefore({ key, keys }: Pick<Locked, 'key' | 'keys'>): HeartbeatKeyRow | null {
  return keys.find(({ id, disabledAt }) => id === key.replacesId && disabledAt === null) ?? null
}

export const conflict = (message: string) => new AppError('conflict', message)

/** The fields of a heartbeat key for the audit log: never the key. */
export function auditedKey({ monitorId, label, signal, step }: HeartbeatKeyRow) {
  return { monitorId: toPublicId('mon', monitorId), label, signal, step }
}
