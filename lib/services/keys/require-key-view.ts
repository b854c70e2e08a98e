import { notFound } from '@/lib/base/errors'
import type { HeartbeatKeyRef, HeartbeatKeyView } from '@/lib/contract/heartbeat-keys'
import { loadHeartbeatKeys } from '@/lib/db/queries/heartbeat-key-rows'
import { sqlIn } from '@/lib/db/queries/sql-in'
import { inWorkspace, type ServiceContext } from '../context'
import { toKeyView } from './to-key-view'

/** A key after a change. @throws AppError `not_found` when it has retired meanwhile. */
export async function requireKeyView(
  ctx: ServiceContext,
  { monitorId, keyId }: HeartbeatKeyRef,
): Promise<HeartbeatKeyView> {
  const keys = await inWorkspace(ctx, (tx) => loadHeartbeatKeys(sqlIn(tx), ctx.workspaceId, [monitorId]))
  const key = keys.find(({ id }) => id === keyId)
  if (!key) throw notFound('heartbeat key')
  return toKeyView(ctx, key)
}
