import type { Pool } from 'pg'
import { deleteOldHistory } from '@/lib/db/retention/delete-old'
import { emptyWorkspace, listOverdueWorkspaces, listUnemptied, purgeWorkspace } from '@/lib/db/retention/purge'

/**
 * Deletes workspaces whose seven days have ended, with everything in them: history in batches, then
 * the workspace, then rows without a foreign key to it. Continues where another worker stopped.
 * Returns the ids that this worker deleted.
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
