import { notFound } from '@/lib/base/errors'
import { apiKeyRef } from '@/lib/contract/api-keys'
import { parseInput } from '@/lib/contract/parse-input'
import { recordAudit } from '../audit/record-audit'
import { inWorkspace, requirePermission, type ServiceContext } from '../context'
import { API_KEY_SHOWN, auditedApiKey } from './to-api-key-view'

/**
 * Revokes an API key: its next call is refused. A revoked key does not change.
 * @throws AppError `forbidden` or `not_found`.
 */
export async function revokeApiKey(ctx: ServiceContext, input: { keyId: string }): Promise<void> {
  requirePermission(ctx, 'apiKey.revoke')
  const { keyId: id } = parseInput(apiKeyRef, input)
  const { workspaceId, now } = ctx
  await inWorkspace(ctx, async (tx) => {
    const row = await tx.apiKey.findUnique({ where: { workspaceId_id: { workspaceId, id } }, select: API_KEY_SHOWN })
    if (!row) throw notFound('API key')
    const { count } = await tx.apiKey.updateMany({
      where: { workspaceId, id, revokedAt: null },
      data: { revokedAt: now },
    })
    if (count === 0) return
    await recordAudit(tx, ctx, {
      action: 'apiKey.revoked',
      target: { kind: 'apiKey', id, label: row.name },
      before: auditedApiKey(row),
    })
  })
}
