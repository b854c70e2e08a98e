import { notFound } from '@/lib/base/errors'
import { newId } from '@/lib/base/ids'
import { createHeartbeatKeyVerb, type HeartbeatKeyView } from '@/lib/contract/heartbeat-keys'
import { toPublicId } from '@/lib/contract/ids'
import { parseInput } from '@/lib/contract/parse-input'
import { recordAudit } from '../audit/record-audit'
import { familyScope, inWorkspace, requirePermission, type ServiceContext } from '../context'
import { iso } from '../instants'
import { familyFilter } from '../monitors/has-monitor'
import { encryptHeartbeatKey, heartbeatUrl } from './heartbeat-url'

/**
 * Creates a purpose key: a URL that stands for one signal and, if given, one step.
 * @throws AppError `read_only`, `forbidden`, `not_found`, or `invalid` with the field.
 */
export async function createHeartbeatKey(ctx: ServiceContext, input: unknown): Promise<HeartbeatKeyView> {
  requirePermission(ctx, 'heartbeatKey.create', familyScope(ctx))
  const { monitorId, label, signal, step } = parseInput(createHeartbeatKeyVerb, input)
  const { keyring, workspaceId, baseUrl } = ctx
  const { key, hash, ciphertext } = encryptHeartbeatKey(keyring, { workspaceId, monitorId })
  const id = newId()
  const secrets = { hash: new Uint8Array(hash), ciphertext: new Uint8Array(ciphertext) }
  return inWorkspace(ctx, async (tx) => {
    const monitor = await tx.monitor.findFirst({
      where: { workspaceId, id: monitorId, deletedAt: null, ...familyFilter(ctx) },
    })
    if (!monitor) throw notFound('monitor')
    const row = await tx.heartbeatKey.create({
      data: { id, workspaceId, monitorId, label, signal, step, ...secrets },
    })
    await recordAudit(tx, ctx, {
      action: 'heartbeatKey.created',
      target: { kind: 'heartbeatKey', id, label },
      after: { monitor: monitor.name, monitorId: toPublicId('mon', monitorId), label, signal, step },
    })
    const { createdAt } = row
    return {
      ...UNUSED,
      id: toPublicId('hbk', id),
      label,
      signal,
      step,
      url: heartbeatUrl(baseUrl, key),
      createdAt: iso(createdAt),
    }
  })
}

/** The recorded use of a new key. */
const UNUSED = {
  disabledAt: null,
  retiresAt: null,
  replacesId: null,
  lastUsedAt: null,
  lastUsedIp: null,
  refusedAt: null,
  refusedIp: null,
  refusedFor: null,
  refusedCount: 0,
} as const
