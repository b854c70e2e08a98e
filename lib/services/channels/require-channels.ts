import { AppError } from '@/lib/base/errors'
import { toPublicId } from '@/lib/contract/ids'
import { noSuchChannel } from '@/lib/contract/no-such-channel'
import type { WorkspaceTx } from '@/lib/db/workspace-db'
import type { ServiceContext } from '../context'

/**
 * Returns the ids without repeats, after checking that the channels exist in the workspace and that
 * the actor may attach them. A key for one family may attach the channels that the family uses and
 * the default channel. A provisioning key without a family may attach the default channel. Neither
 * sees other channels, so it must not be able to send alerts to them.
 * @throws AppError `invalid` at `channels` with the first channel that may not be attached.
 */
export async function requireChannels(tx: WorkspaceTx, ctx: ServiceContext, ids: readonly string[]): Promise<string[]> {
  const wanted = [...new Set(ids)]
  if (wanted.length === 0) return []
  const { workspaceId } = ctx
  const found = await tx.channel.findMany({ where: { workspaceId, id: { in: wanted } }, select: { id: true } })
  const known = new Set(found.map((channel) => channel.id))
  const reach = await attachableByKey(tx, ctx)
  const unknown = wanted.find((id) => !known.has(id) || (reach !== null && !reach.has(id)))
  if (unknown !== undefined) throw unknownChannel(toPublicId('chn', unknown))
  return wanted
}

/** The default channel of the workspace; empty: there is none. */
export async function defaultChannels(tx: WorkspaceTx, workspaceId: string): Promise<string[]> {
  const workspace = await tx.workspace.findUnique({ where: { id: workspaceId }, select: { defaultChannelId: true } })
  return workspace?.defaultChannelId ? [workspace.defaultChannelId] : []
}

/** The error for a channel of another workspace, which is the same as for a channel that does not exist. */
export function unknownChannel(id: string): AppError {
  return new AppError('invalid', noSuchChannel(id), 'channels')
}

/** The channels that a limited key may attach. Null: all. */
async function attachableByKey(tx: WorkspaceTx, { actor, workspaceId }: ServiceContext): Promise<Set<string> | null> {
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
