import { type HeartbeatKeyRef, type HeartbeatKeyView, heartbeatKeyRef } from '@/lib/contract/heartbeat-keys'
import { parseInput } from '@/lib/contract/parse-input'
import { recordAudit } from '../audit/record-audit'
import { familyScope, requirePermission, type ServiceContext } from '../context'
import { auditedKey, changeHeartbeatKey } from './change-heartbeat-key'
import { requireKeyView } from './require-key-view'

/**
 * Enables a disabled key again. A key that works does not change.
 * @throws AppError `read_only`, `forbidden` or `not_found`.
 */
export async function enableHeartbeatKey(ctx: ServiceContext, input: HeartbeatKeyRef): Promise<HeartbeatKeyView> {
  requirePermission(ctx, 'heartbeatKey.disable', familyScope(ctx))
  const ref = parseInput(heartbeatKeyRef, input)
  await changeHeartbeatKey(ctx, ref, async ({ tx, key }) => {
    const where = { workspaceId: ctx.workspaceId, id: key.id, disabledAt: { not: null } }
    const { count } = await tx.heartbeatKey.updateMany({ where, data: { disabledAt: null } })
    if (count === 0) return
    await recordAudit(tx, ctx, {
      action: 'heartbeatKey.enabled',
      target: { kind: 'heartbeatKey', id: key.id, label: key.label },
      after: auditedKey(key),
    })
  })
  return requireKeyView(ctx, ref)
}
