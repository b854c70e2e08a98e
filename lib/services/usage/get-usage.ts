import { USAGE_DAYS, type UsageView } from '@/lib/contract/usage'
import { sqlIn } from '@/lib/db/queries/sql-in'
import { countBeatsByDay } from '@/lib/db/queries/usage-rows'
import { inWorkspace, requirePermission, type ServiceContext } from '../context'
import { countUse } from '../quotas/count-use'
import { quotasOf } from '../quotas/quotas'

const MINUTE_MS = 60_000
const DAY_MS = 1_440 * MINUTE_MS

/**
 * How much of its quotas the workspace uses, and its beats of the last 30 days. @throws AppError
 * `forbidden`
 */
export async function getUsage(ctx: ServiceContext): Promise<UsageView> {
  requirePermission(ctx, 'usage.read')
  const { workspaceId, now } = ctx
  const quotas = quotasOf(ctx.settings)
  const [monitors, members, channels, beats] = await inWorkspace(
    ctx,
    async (tx) =>
      [
        await countUse(tx, workspaceId, 'monitors'),
        await countUse(tx, workspaceId, 'members'),
        await countUse(tx, workspaceId, 'channels'),
        await countBeatsByDay(sqlIn(tx), { workspaceId, days: USAGE_DAYS, now }),
      ] as const,
  )
  const minutesToday = Math.max(1, (now.getTime() % DAY_MS) / MINUTE_MS)
  return {
    monitors: { used: monitors, limit: quotas.monitors },
    members: { used: members, limit: quotas.members },
    channels: { used: channels, limit: quotas.channels },
    beatsPerMinute: {
      averageToday: Math.round(((beats.at(-1)?.count ?? 0) / minutesToday) * 10) / 10,
      limit: quotas.beatsPerMinute,
    },
    beats,
  }
}
