import { notFound } from '@/lib/base/errors'
import { channelRef } from '@/lib/contract/channels'
import { parseInput } from '@/lib/contract/parse-input'
import { requirePermission, type ServiceContext } from '../context'

/**
 * Takes a channel away, from its monitors too, with its delivery log. What is pending for it is not sent.
 * @throws AppError `read_only`, `forbidden` or `not_found`.
 */
export async function deleteChannel(ctx: ServiceContext, input: { channelId: string }): Promise<void> {
  requirePermission(ctx, 'channel.delete')
  const { channelId: id } = parseInput(channelRef, input)
  const { count } = await ctx.prisma.channel.deleteMany({ where: { workspaceId: ctx.workspaceId, id } })
  if (count === 0) throw notFound('channel')
}
