import { AppError } from '@/lib/base/errors'
import { type CreatedApiKeyView, createApiKeyInput } from '@/lib/contract/api-keys'
import { parseInput } from '@/lib/contract/parse-input'
import { lockApiKeys } from '@/lib/db/queries/locks'
import { recordAudit } from '../audit/record-audit'
import { inWorkspace, requirePermission, type ServiceContext } from '../context'
import { alive, insertApiKey, requireValidExpiry } from './insert-api-key'
import { auditedApiKey, toApiKeyView } from './to-api-key-view'

/**
 * Creates an API key. The result is the only place where its token is ever shown.
 * @throws AppError `forbidden`, `invalid` with the field, or `conflict` when a working key has that
 * name.
 */
export async function createApiKey(ctx: ServiceContext, input: unknown): Promise<CreatedApiKeyView> {
  requirePermission(ctx, 'apiKey.create')
  const { name, access, family, expiresAt } = parseInput(createApiKeyInput, input)
  const { workspaceId, now } = ctx
  const until = requireValidExpiry(expiresAt, now)
  return inWorkspace(ctx, async (tx) => {
    await lockApiKeys(tx, workspaceId)
    if ((await tx.apiKey.count({ where: { ...alive(workspaceId, now), name } })) > 0) {
      const advice = 'Rotate that key, or choose another name.'
      throw new AppError('conflict', `There is an API key named ${JSON.stringify(name)} already. ${advice}`, 'name')
    }
    const { row, token } = await insertApiKey(tx, ctx, { name, access, family, expiresAt: until, replacesId: null })
    await recordAudit(tx, ctx, {
      action: 'apiKey.created',
      target: { kind: 'apiKey', id: row.id, label: name },
      after: auditedApiKey(row),
    })
    return { ...toApiKeyView(row, now), token }
  })
}
