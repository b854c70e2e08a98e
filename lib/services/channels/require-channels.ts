import { AppError } from '@/lib/base/errors'
import type { WorkspaceTx } from '@/lib/db/workspace-db'
import type { ServiceContext } from '../context'

/**
 * The ids without repeats, once it is sure that the workspace has such channels and the actor may attach them. A key for
 * one family may attach what that family uses and the default channel, a key for provisioning without a family the default
 * channel: neither sees others, and could send alerts to them.
 * @throws AppError `invalid` at `channels` with the first that may not be attached.
 */
export async function requireChannels(tx: WorkspaceTx, ctx: ServiceContext, ids: readonly string[]): Promise<string[]> {
  const wanted = [...new Set(ids)]
  if (wanted.length === 0) return []
  const { workspaceId } = ctx
  const found = await tx.channel.findMany({ where: { workspaceId, id: { in: wanted } }, select: { id: true } })
  const known = new Set(found.map((channel) => channel.id))
  const reach = await reachOfKey(tx, ctx)
  const unknown = wanted.find((id) => !known.has(id) || (reach !== null && !reach.has(id)))
  if (unknown !== undefined) throw unknownChannel(unknown)
  return wanted
}

/** The default channel of the workspace, if there is one. */
export async function defaultChannels(tx: WorkspaceTx, workspaceId: string): Promise<string[]> {
  const workspace = await tx.workspace.findUnique({ where: { id: workspaceId }, select: { defaultChannelId: true } })
  return workspace?.defaultChannelId ? [workspace.defaultChannelId] : []
}

/** A channel that is not the workspace's is answered like one that does not exist. */
export function unknownChannel(id: string): AppError {
  const advice = 'list them with GET /api/v1/channels.'
  return new AppError('invalid', `There is no channel ${JSON.stringify(id)}; ${advice}`, 'channels')
}

/** What a limited key may attach. Null: everything. */
async function reachOfKey(tx: WorkspaceTx, { actor, workspaceId }: ServiceContext): Promise<Set<string> | null> {
  if (actor.kind !== 'apiKey' || (actor.family === null && actor.access !== 'provision')) return null
  const { family } = actor
  const used =
    family === null
      ? []
      : await tx.monitorChannel.findMany({
          where: { workspaceId, monitor: { family, deletedAt: null } },
          select: { channelId: true },
          distinct: ['channelId'],
        })
  return new Set([...used.map(({ channelId }) => channelId), ...(await defaultChannels(tx, workspaceId))])
}
