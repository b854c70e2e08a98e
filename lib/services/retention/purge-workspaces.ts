import type { Pool } from 'pg'
import { deleteOldHistory } from '@/lib/db/retention/delete-old'
import { emptyWorkspace, listOverdueWorkspaces, listUnemptied, purgeWorkspace } from '@/lib/db/retention/purge'

/**
 * Deletes workspaces whose seven days are over, with everything in them: history in batches, then the workspace, then what
 * nothing ties to it. Goes on where another worker stopped. Answers the ids of those that this one deleted.
 */
export async function purgeWorkspaces(pool: Pool, { now }: { now: number }): Promise<string[]> {
  const purged: string[] = []
  for (const workspaceId of await listOverdueWorkspaces(pool)) {
    await deleteOldHistory(pool, { workspaceId, cutoff: now })
    if (await purgeWorkspace(pool, workspaceId)) purged.push(workspaceId)
  }
  for (const workspaceId of await listUnemptied(pool)) await emptyWorkspace(pool, workspaceId)
  return purged
}
