import { notFound } from '@/lib/base/errors'
import { type ChannelView, channelRef } from '@/lib/contract/channels'
import { parseInput } from '@/lib/contract/parse-input'
import { inWorkspace, requirePermission, type ServiceContext } from '../context'
import { toChannelView } from './to-channel-view'

/** @throws AppError `not_found` when the workspace has no such channel. */
export async function getChannel(ctx: ServiceContext, input: { channelId: string }): Promise<ChannelView> {
  requirePermission(ctx, 'channel.read')
  const { channelId: id } = parseInput(channelRef, input)
  const { workspaceId } = ctx
  const channel = await inWorkspace(ctx, (tx) =>
    tx.channel.findUnique({ where: { workspaceId_id: { workspaceId, id } } }),
  )
  if (!channel) throw notFound('channel')
  return toChannelView(ctx, channel)
}
