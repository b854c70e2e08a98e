import { notFound } from '@/lib/base/errors'
import { newId } from '@/lib/base/ids'
import { createHeartbeatKeyVerb, type HeartbeatKeyView } from '@/lib/contract/heartbeat-keys'
import { parseInput } from '@/lib/contract/parse-input'
import { recordAudit } from '../audit/record-audit'
import { inWorkspace, requirePermission, type ServiceContext } from '../context'
import { heartbeatUrl, sealHeartbeatKey } from './heartbeat-url'

/**
 * Makes a purpose key: a URL that means one signal, and where wanted one step, without saying so.
 * @throws AppError `read_only`, `forbidden`, `not_found`, or `invalid` with the field.
 */
export async function createHeartbeatKey(ctx: ServiceContext, input: unknown): Promise<HeartbeatKeyView> {
  requirePermission(ctx, 'heartbeatKey.create')
  const { monitorId, label, signal, step } = parseInput(createHeartbeatKeyVerb, input)
  const { keyring, workspaceId, baseUrl } = ctx
  const { key, hash, ciphertext } = sealHeartbeatKey(keyring, { workspaceId, monitorId })
  const id = newId('hbk')
  const secrets = { hash: new Uint8Array(hash), ciphertext: new Uint8Array(ciphertext) }
  await inWorkspace(ctx, async (tx) => {
    const monitor = await tx.monitor.findFirst({ where: { workspaceId, id: monitorId, deletedAt: null } })
    if (!monitor) throw notFound('monitor')
    await tx.heartbeatKey.create({ data: { id, workspaceId, monitorId, label, signal, step, ...secrets } })
    await recordAudit(tx, ctx, {
      action: 'heartbeatKey.created',
      target: { kind: 'heartbeatKey', id, label },
      after: { monitor: monitor.name, monitorId, label, signal, step },
    })
  })
  return { id, label, signal, step, url: heartbeatUrl(baseUrl, key) }
}
