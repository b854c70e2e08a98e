import { type HeartbeatKeyRef, type HeartbeatKeyView, heartbeatKeyRef } from '@/lib/contract/heartbeat-keys'
import { parseInput } from '@/lib/contract/parse-input'
import { recordAudit } from '../audit/record-audit'
import { familyScope, requirePermission, type ServiceContext } from '../context'
import { auditedKey, changeHeartbeatKey } from './change-heartbeat-key'
import { requireKeyView } from './require-key-view'

/**
 * Disables a key: from its next call on it is answered like an unknown key. A disabled key does not
 * change.
 * @throws AppError `read_only`, `forbidden` or `not_found`.
 */
export async function disableHeartbeatKey(ctx: ServiceContext, input: HeartbeatKeyRef): Promise<HeartbeatKeyView> {
  requirePermission(ctx, 'heartbeatKey.disable', familyScope(ctx))
  const ref = parseInput(heartbeatKeyRef, input)
  await changeHeartbeatKey(ctx, ref, async ({ tx, key, now }) => {
    const where = { workspaceId: ctx.workspaceId, id: key.id, disabledAt: null }
    const { count } = await tx.heartbeatKey.updateMany({ where, data: { disabledAt: now } })
    if (count === 0) return
    await recordAudit(tx, ctx, {
      action: 'heartbeatKey.disabled',
      target: { kind: 'heartbeatKey', id: key.id, label: key.label },
      after: auditedKey(key),
    })
  })
  return requireKeyView(ctx, ref)
}
