import { newId } from '@/lib/base/ids'
import { type HeartbeatKeyView, rotateHeartbeatKeyVerb } from '@/lib/contract/heartbeat-keys'
import { toPublicId } from '@/lib/contract/ids'
import { parseInput } from '@/lib/contract/parse-input'
import { recordAudit } from '../audit/record-audit'
import { familyScope, requirePermission, type ServiceContext } from '../context'
import { iso } from '../instants'
import { auditedKey, changeHeartbeatKey, conflict, workingBefore } from './change-heartbeat-key'
import { encryptHeartbeatKey } from './heartbeat-url'
import { requireKeyView } from './require-key-view'

/**
 * Creates a key that replaces another one with the same meaning. The old key works beside it for
 * the overlap.
 * @throws AppError `read_only`, `forbidden`, `not_found`, `invalid` with the field, or `conflict`
 * when it is being replaced already or is disabled, or when the key before it still works.
 */
export async function rotateHeartbeatKey(ctx: ServiceContext, input: unknown): Promise<HeartbeatKeyView> {
  requirePermission(ctx, 'heartbeatKey.rotate', familyScope(ctx))
  const { monitorId, keyId, overlapSeconds } = parseInput(rotateHeartbeatKeyVerb, input)
  const { workspaceId, keyring } = ctx
  const id = newId()
  await changeHeartbeatKey(ctx, { monitorId, keyId }, async (locked) => {
    const { tx, key, now } = locked
    if (key.retiresAt !== null) throw conflict('This key is being replaced already. Rotate the new key instead.')
    if (key.disabledAt !== null) throw conflict('This key is disabled. Enable it first, or create a new one.')
    const before = workingBefore(locked)
    if (before) {
      const until = iso(before.retiresAt ?? 0)
      throw conflict(`The key before this one still works, until ${until}. Disable it first, or wait.`)
    }
    const retiresAt = new Date(now.getTime() + overlapSeconds * 1000)
    await tx.heartbeatKey.updateMany({ where: { workspaceId, id: keyId }, data: { retiresAt } })
    const { hash, ciphertext } = encryptHeartbeatKey(keyring, { workspaceId, monitorId })
    const { label, signal, step } = key
    const secrets = { hash: new Uint8Array(hash), ciphertext: new Uint8Array(ciphertext) }
    await tx.heartbeatKey.create({
      data: { workspaceId, monitorId, id, label, signal, step, ...secrets, replacesId: keyId },
    })
    await recordAudit(tx, ctx, {
      action: 'heartbeatKey.rotated',
      target: { kind: 'heartbeatKey', id, label },
      before: { id: toPublicId('hbk', keyId), overlapSeconds },
      after: auditedKey(key),
    })
  })
  return requireKeyView(ctx, { monitorId, keyId: id })
}
