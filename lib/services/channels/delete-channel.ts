import { notFound } from '@/lib/base/errors'
import { channelRef } from '@/lib/contract/channels'
import { parseInput } from '@/lib/contract/parse-input'
import { recordAudit } from '../audit/record-audit'
import { inWorkspace, requirePermission, type ServiceContext } from '../context'
import { auditedChannel, channelTarget } from './audited-channel'

/**
 * Deletes a channel, its links to monitors and its delivery log. Its pending deliveries are not
 * sent. If it was the default, the oldest remaining channel becomes the default.
 * @throws AppError `read_only`, `forbidden` or `not_found`.
 */
export async function deleteChannel(ctx: ServiceContext, input: { channelId: string }): Promise<void> {
  requirePermission(ctx, 'channel.delete')
  const { channelId: id } = parseInput(channelRef, input)
  const { workspaceId } = ctx
  await inWorkspace(ctx, async (tx) => {
    const next = await tx.channel.findFirst({ where: { workspaceId, id: { not: id } }, orderBy: { id: 'asc' } })
    await tx.workspace.updateMany({
      where: { id: workspaceId, defaultChannelId: id },
      data: { defaultChannelId: next?.id ?? null },
    })
    const channel = await tx.channel.findUnique({ where: { workspaceId_id: { workspaceId, id } } })
    const { count } = await tx.channel.deleteMany({ where: { workspaceId, id } })
    if (count === 0 || !channel) throw notFound('channel')
    await recordAudit(tx, ctx, {
      action: 'channel.deleted',
      target: channelTarget(channel),
      before: auditedChannel(channel),
    })
  })
}
