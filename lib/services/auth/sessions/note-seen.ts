import type { WorkspaceDb } from '@/lib/db/workspace-db'
import type { WorkspaceOf } from '../list-workspaces-of'
import { USE_NOTED_MS } from './session-life'

/** Records that a member was seen in a workspace, at most once a minute. */
export async function noteSeen(
  db: WorkspaceDb,
  { userId, workspace, now }: { userId: string; workspace: WorkspaceOf; now: Date },
): Promise<void> {
  const { id: workspaceId, lastSeenAt } = workspace
  const stale = new Date(now.getTime() - USE_NOTED_MS)
  if (lastSeenAt && lastSeenAt >= stale) return
  await db.inWorkspace(workspaceId, (tx) =>
    tx.membership.updateMany({
      where: { workspaceId, userId, OR: [{ lastSeenAt: null }, { lastSeenAt: { lt: stale } }] },
      data: { lastSeenAt: now },
    }),
  )
}
