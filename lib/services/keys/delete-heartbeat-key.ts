import { type HeartbeatKeyRef, heartbeatKeyRef } from '@/lib/contract/heartbeat-keys'
import { parseInput } from '@/lib/contract/parse-input'
import { recordAudit } from '../audit/record-audit'
import { familyScope, requirePermission, type ServiceContext } from '../context'
import { auditedKey, changeHeartbeatKey, conflict } from './change-heartbeat-key'

/**
 * Deletes a purpose key, or a key that is being replaced: its next call is answered like that of an
 * unknown key.
 * @throws AppError `read_only`, `forbidden`, `not_found`, or `conflict` for the main key.
 */
export async function deleteHeartbeatKey(ctx: ServiceContext, input: HeartbeatKeyRef): Promise<void> {
  requirePermission(ctx, 'heartbeatKey.disable', familyScope(ctx))
  const ref = parseInput(heartbeatKeyRef, input)
  await changeHeartbeatKey(ctx, ref, async ({ tx, key }) => {
    if (key.signal === null && key.retiresAt === null) {
      throw conflict('The main key cannot be deleted. Rotate it, or disable it.')
    }
    await tx.heartbeatKey.deleteMany({ where: { workspaceId: ctx.workspaceId, id: key.id } })
    await recordAudit(tx, ctx, {
      action: 'heartbeatKey.deleted',
      target: { kind: 'heartbeatKey', id: key.id, label: key.label },
      before: auditedKey(key),
    })
  })
}
