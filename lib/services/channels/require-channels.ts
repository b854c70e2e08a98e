import { AppError } from '@/lib/base/errors'
import type { WorkspaceTx } from '@/lib/db/walls'

/**
 * The ids without repeats, once it is sure that the workspace has such channels.
 * @throws AppError `invalid` at `channels` with the first that it has not.
 */
export async function requireChannels(tx: WorkspaceTx, workspaceId: string, ids: readonly string[]): Promise<string[]> {
  const wanted = [...new Set(ids)]
  if (wanted.length === 0) return []
  const found = await tx.channel.findMany({ where: { workspaceId, id: { in: wanted } }, select: { id: true } })
  const known = new Set(found.map((channel) => channel.id))
  const unknown = wanted.find((id) => !known.has(id))
  if (unknown !== undefined) throw unknownChannel(unknown)
  return wanted
}

/** A channel that is not the workspace's is answered like one that does not exist. */
export function unknownChannel(id: string): AppError {
  const advice = 'list them with GET /api/v1/channels.'
  return new AppError('invalid', `There is no channel ${JSON.stringify(id)}; ${advice}`, 'channels')
}
