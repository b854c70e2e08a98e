import { notFound } from '@/lib/base/errors'
import { type ChannelView, channelConfigs, updateChannelVerb } from '@/lib/contract/channels'
import { parseInput } from '@/lib/contract/parse-input'
import { requirePermission, type ServiceContext } from '../context'
import { toChannelView } from './to-channel-view'

/**
 * Changes what is given; the kind stays.
 * @throws AppError `read_only`, `forbidden`, `not_found`, or `invalid` with the field (a config must fit the kind).
 */
export async function updateChannel(ctx: ServiceContext, input: unknown): Promise<ChannelView> {
  requirePermission(ctx, 'channel.edit')
  const { channelId: id, name, config } = parseInput(updateChannelVerb, input)
  const { prisma, workspaceId, now } = ctx
  const where = { workspaceId_id: { workspaceId, id } }
  const channel = await prisma.channel.findUnique({ where })
  if (!channel) throw notFound('channel')
  const { config: fitting } =
    config === undefined
      ? { config: undefined }
      : parseInput(channelConfigs[channel.kind as ChannelView['kind']], { config })
  const [changed] = await prisma.channel.updateManyAndReturn({
    where: { workspaceId, id },
    data: { name, config: fitting, updatedAt: now },
  })
  if (!changed) throw notFound('channel')
  return toChannelView(changed)
}
