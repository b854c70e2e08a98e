import { newId } from '@/lib/base/ids'
import { type HeartbeatKeyView, rotateHeartbeatKeyVerb } from '@/lib/contract/heartbeat-keys'
import { parseInput } from '@/lib/contract/parse-input'
import { insertHeartbeatKey, retireHeartbeatKey } from '@/lib/db/queries/heartbeat-key-rows'
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
    const { client, key } = locked
    if (key.retiresAt !== null) throw conflict('This key is being replaced already. Rotate the new key instead.')
    if (key.disabledAt !== null) throw conflict('This key is disabled. Enable it first, or create a new one.')
    const before = workingBefore(locked)
    if (before) {
      const until = iso(before.retiresAt ?? 0)
      throw conflict(`The key before this one still works, until ${until}. Disable it first, or wait.`)
    }
    await retireHeartbeatKey(client, { workspaceId, keyId }, overlapSeconds)
    const { hash, ciphertext } = encryptHeartbeatKey(keyring, { workspaceId, monitorId })
    const { label, signal, step } = key
    await insertHeartbeatKey(client, {
      ...{ workspaceId, monitorId, id, label, signal, step, hash, ciphertext },
      replacesId: keyId,
    })
    await recordAudit(client, ctx, {
      action: 'heartbeatKey.rotated',
      target: { kind: 'heartbeatKey', id, label },
      before: { id: keyId, overlapSeconds },
      after: auditedKey(key),
    })
  })
  return requireKeyView(ctx, { monitorId, keyId: id })
}
