import { type ApiKeyView, type ListApiKeysQuery, listApiKeysQuery } from '@/lib/contract/api-keys'
import { toPublicId } from '@/lib/contract/ids'
import { type Page, toPage } from '@/lib/contract/paging'
import { parseInput } from '@/lib/contract/parse-input'
import { inWorkspace, requirePermission, type ServiceContext } from '../context'
import { API_KEY_SHOWN, toApiKeyView } from './to-api-key-view'

/**
 * API keys of the workspace, newest first, with those that no longer work. The keys themselves are
 * not included.
 * @throws AppError `forbidden`
 */
export async function listApiKeys(ctx: ServiceContext, input: ListApiKeysQuery = {}): Promise<Page<ApiKeyView>> {
  requirePermission(ctx, 'apiKey.read')
  const { limit, cursor } = parseInput(listApiKeysQuery, input)
  const { workspaceId, now } = ctx
  const rows = await inWorkspace(ctx, (tx) =>
    tx.apiKey.findMany({
      where: { workspaceId, id: { lt: cursor } },
      select: API_KEY_SHOWN,
      orderBy: { id: 'desc' },
      take: limit + 1,
    }),
  )
  return toPage(rows, { limit, cursorOf: (row) => toPublicId('key', row.id), view: (row) => toApiKeyView(row, now) })
}
