import type { Pool } from 'pg'
import type { Log } from '@/lib/base/log'
import { toPublicId } from '@/lib/contract/ids'
import { deleteOldHistory } from '@/lib/db/retention/delete-old'
import { emptyWorkspace, listOverdueWorkspaces, listUnemptied, purgeWorkspace } from '@/lib/db/retention/purge'
import { tryAlone } from '../try-alone'

/**
 * Deletes workspaces whose seven days have ended, with everything in them: history in batches, then
 * the workspace, then rows without a foreign key to it. Continues where another worker stopped, and
 * after one that cannot be deleted. Returns the ids that this worker deleted.
 */
export async function purgeWorkspaces(pool: Pool, { now, log }: { now: number; log: Log }): Promise<string[]> {
  const alone = <T>(workspaceId: string, work: () => Promise<T>) =>
    tryAlone(work, {
      log,
      failed: 'a workspace could not be deleted for good; tried again in an hour',
      about: { workspaceId: toPublicId('wsp', workspaceId) },
    })
  const purged: string[] = []
  for (const workspaceId of await listOverdueWorkspaces(pool)) {
    const isGone = await alone(workspaceId, async () => {
      await deleteOldHistory(pool, { workspaceId, cutoff: now })
      return purgeWorkspace(pool, workspaceId)
    })
    if (isGone) purged.push(workspaceId)
  }
  for (const workspaceId of await listUnemptied(pool)) {
    await alone(workspaceId, () => emptyWorkspace(pool, workspaceId))
  }
  return purged
}
