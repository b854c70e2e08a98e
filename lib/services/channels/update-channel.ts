import { notFound } from '@/lib/base/errors'
import { type ChannelView, channelConfigs, updateChannelVerb } from '@/lib/contract/channels'
import { parseInput } from '@/lib/contract/parse-input'
import { changes } from '../audit/changes'
import { recordAudit } from '../audit/record-audit'
import { inWorkspace, requirePermission, type ServiceContext } from '../context'
import { auditedChannel, channelTarget } from './audited-channel'
import { toChannelView } from './to-channel-view'

/**
 * Changes what is given; the kind stays.
 * @throws AppError `read_only`, `forbidden`, `not_found`, or `invalid` with the field (a config must fit the kind).
 */
export async function updateChannel(ctx: ServiceContext, input: unknown): Promise<ChannelView> {
  requirePermission(ctx, 'channel.edit')
  const { channelId: id, name, config } = parseInput(updateChannelVerb, input)
  const { workspaceId, now } = ctx
  return inWorkspace(ctx, async (tx) => {
    const before = await tx.channel.findUnique({ where: { workspaceId_id: { workspaceId, id } } })
    if (!before) throw notFound('channel')
    const { config: fitting } =
      config === undefined
        ? { config: undefined }
        : parseInput(channelConfigs[before.kind as ChannelView['kind']], { config })
    const [changed] = await tx.channel.updateManyAndReturn({
      where: { workspaceId, id },
      data: { name, config: fitting, updatedAt: now },
    })
    if (!changed) throw notFound('channel')
    await recordAudit(tx, ctx, {
      action: 'channel.edited',
      target: channelTarget(changed),
      ...changes(auditedChannel(before), auditedChannel(changed)),
    })
    return toChannelView(changed)
  })
}
