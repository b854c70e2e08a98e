import type { ChannelView } from '@/lib/contract/channels'
import { inWorkspace, requirePermission, type ServiceContext } from '../context'
import { toChannelView } from './to-channel-view'

const LIMIT = 50

/** Failing channels, oldest first, at most 50; without a mail server all mail channels. */
export async function listFailingChannels(
  ctx: ServiceContext,
  { canMail }: { canMail: boolean },
): Promise<ChannelView[]> {
  requirePermission(ctx, 'channel.read')
  const rows = await inWorkspace(ctx, (tx) =>
    tx.channel.findMany({
      where: {
        workspaceId: ctx.workspaceId,
        OR: [{ failingSince: { not: null } }, ...(canMail ? [] : [{ kind: 'email' }])],
      },
      orderBy: { id: 'asc' },
      take: LIMIT,
    }),
  )
  return rows.map((row) => toChannelView(ctx, row))
}
