import { AppError, notFound } from '@/lib/base/errors'
import { type CreatedApiKeyView, rotateApiKeyVerb } from '@/lib/contract/api-keys'
import { parseInput } from '@/lib/contract/parse-input'
import type { KeyAccess } from '@/lib/core/access'
import { lockApiKeys } from '@/lib/db/queries/lock-api-keys'
import { recordAudit } from '../audit/record-audit'
import { inWorkspace, requirePermission, type ServiceContext } from '../context'
import { iso } from '../instants'
import { alive, insertApiKey, requireLater } from './insert-api-key'
import { API_KEY_SHOWN, auditedApiKey, toApiKeyView } from './to-api-key-view'

/**
 * Makes a key that takes the place of another, with its name and rights. The old one works beside it for the overlap.
 * @throws AppError `forbidden`, `not_found`, `invalid` with the field, or `conflict` when the key does not work any more, or
 * two of its name do.
 */
export async function rotateApiKey(ctx: ServiceContext, input: unknown): Promise<CreatedApiKeyView> {
  requirePermission(ctx, 'apiKey.create')
  const { keyId: id, overlapSeconds, expiresAt } = parseInput(rotateApiKeyVerb, input)
  const { workspaceId, now } = ctx
  const asked = expiresAt === undefined ? undefined : requireLater(expiresAt, now)
  return inWorkspace(ctx, async (tx) => {
    await lockApiKeys(tx, workspaceId)
    const old = await tx.apiKey.findUnique({ where: { workspaceId_id: { workspaceId, id } }, select: API_KEY_SHOWN })
    if (!old) throw notFound('API key')
    const working = await tx.apiKey.findMany({
      where: { ...alive(workspaceId, now), name: old.name },
      select: { id: true },
    })
    if (!working.some((key) => key.id === id)) {
      throw new AppError('conflict', 'This key does not work any more. Make a new one instead.')
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
      before: { ...auditedApiKey(old), id, retiresAt: iso(retiresAt) },
      after: auditedApiKey(row),
    })
    return { ...toApiKeyView(row, now), token }
  })
}

/** As far from now as the old key's end was from its beginning. */
function sameLife({ createdAt, expiresAt }: { createdAt: Date; expiresAt: Date | null }, now: Date): Date | null {
  return expiresAt && new Date(now.getTime() + expiresAt.getTime() - createdAt.getTime())
}
