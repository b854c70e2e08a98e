import { AppError, notFound } from '@/lib/base/errors'
import { type CreatedApiKeyView, rotateApiKeyVerb } from '@/lib/contract/api-keys'
import { toPublicId } from '@/lib/contract/ids'
import { parseInput } from '@/lib/contract/parse-input'
import type { KeyAccess } from '@/lib/core/access'
import { lockApiKeys } from '@/lib/db/queries/locks'
import { recordAudit } from '../audit/record-audit'
import { inWorkspace, requirePermission, type ServiceContext } from '../context'
import { iso } from '../instants'
import { alive, insertApiKey, requireValidExpiry } from './insert-api-key'
import { API_KEY_SHOWN, auditedApiKey, toApiKeyView } from './to-api-key-view'

/**
 * Creates a key that replaces another one, with its name and access. The old key works beside it
 * for the overlap.
 * @throws AppError `forbidden`, `not_found`, `invalid` with the field, or `conflict` when the key
 * no longer works or two working keys have its name.
 */
export async function rotateApiKey(ctx: ServiceContext, input: unknown): Promise<CreatedApiKeyView> {
  requirePermission(ctx, 'apiKey.create')
  const { keyId: id, overlapSeconds, expiresAt } = parseInput(rotateApiKeyVerb, input)
  const { workspaceId, now } = ctx
  const asked = expiresAt === undefined ? undefined : requireValidExpiry(expiresAt, now)
  return inWorkspace(ctx, async (tx) => {
    await lockApiKeys(tx, workspaceId)
    const old = await tx.apiKey.findUnique({ where: { workspaceId_id: { workspaceId, id } }, select: API_KEY_SHOWN })
    if (!old) throw notFound('API key')
    const working = await tx.apiKey.findMany({
      where: { ...alive(workspaceId, now), name: old.name },
      select: { id: true },
    })
    if (!working.some((key) => key.id === id)) {
      throw new AppError('conflict', 'This key no longer works. Create a new one instead.')
    }
    if (working.length > 1) {
      throw new AppError(
        'conflict',
        `Two keys named ${JSON.stringify(old.name)} work already. Revoke one of them first.`,
      )
    }
    const retiresAt = new Date(now.getTime() + overlapSeconds * 1000)
    await tx.apiKey.updateMany({ where: { workspaceId, id }, data: { retiresAt } })
    const until = asked === undefined ? sameLife(old, now) : asked
    const { row, token } = await insertApiKey(tx, ctx, {
      name: old.name,
      access: old.access as KeyAccess,
      family: old.family,
      expiresAt: until,
      replacesId: id,
    })
    await recordAudit(tx, ctx, {
      action: 'apiKey.rotated',
      target: { kind: 'apiKey', id: row.id, label: old.name },
      before: { ...auditedApiKey(old), id: toPublicId('key', id), retiresAt: iso(retiresAt) },
      after: auditedApiKey(row),
    })
    return { ...toApiKeyView(row, now), token }
  })
}

/** As long from now as the lifetime of the old key was. Null: no expiry. */
function sameLife({ createdAt, expiresAt }: { createdAt: Date; expiresAt: Date | null }, now: Date): Date | null {
  return expiresAt && new Date(now.getTime() + expiresAt.getTime() - createdAt.getTime())
}
