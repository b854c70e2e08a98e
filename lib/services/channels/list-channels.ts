import { type ChannelView, type ListChannelsQuery, listChannelsQuery } from '@/lib/contract/channels'
import { toPublicId } from '@/lib/contract/ids'
import { type Page, toPage } from '@/lib/contract/paging'
import { parseInput } from '@/lib/contract/parse-input'
import { inWorkspace, requirePermission, type ServiceContext } from '../context'
import { toChannelView } from './to-channel-view'

/** Channels of the workspace, oldest first. */
export async function listChannels(ctx: ServiceContext, input: ListChannelsQuery = {}): Promise<Page<ChannelView>> {
  requirePermission(ctx, 'channel.read')
  const { limit, cursor } = parseInput(listChannelsQuery, input)
  const rows = await inWorkspace(ctx, (tx) =>
    tx.channel.findMany({
      where: { workspaceId: ctx.workspaceId, id: { gt: cursor } },
      orderBy: { id: 'asc' },
      take: limit + 1,
    }),
  )
  return toPage(rows, { limit, cursorOf: (row) => toPublicId('chn', row.id), view: (row) => toChannelView(ctx, row) })
}
