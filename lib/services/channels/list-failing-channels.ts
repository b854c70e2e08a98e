import type { ChannelView } from '@/lib/contract/channels'
import { inWorkspace, requirePermission, type ServiceContext } from '../context'
import { toChannelView } from './to-channel-view'

const LIMIT = 50

/** Failing channels, oldest first, at most 50, and all channels of kinds that this installation cannot send to. */
export async function listFailingChannels(
  ctx: ServiceContext,
  { lacking }: { lacking: readonly { kind: string }[] },
): Promise<ChannelView[]> {
  requirePermission(ctx, 'channel.read')
  const rows = await inWorkspace(ctx, (tx) =>
    tx.channel.findMany({
      where: {
        workspaceId: ctx.workspaceId,
        OR: [{ failingSince: { not: null } }, { kind: { in: lacking.map(({ kind }) => kind) } }],
      },
      orderBy: { id: 'asc' },
      take: LIMIT,
    }),
  )
  return rows.map((row) => toChannelView(ctx, row))
}
