import { assertNever } from '@/lib/base/assert-never'
import type { WorkspaceTx } from '@/lib/db/workspace-db'
import type { Countable } from './quotas'

/** How many the workspace has. Deleted monitors and open invitations do not count. */
export function countUse(tx: WorkspaceTx, workspaceId: string, what: Countable): Promise<number> {
  switch (what) {
    case 'monitors':
      return tx.monitor.count({ where: { workspaceId, deletedAt: null } })
    case 'members':
      return tx.membership.count({ where: { workspaceId } })
    case 'channels':
      return tx.channel.count({ where: { workspaceId } })
    default:
      return assertNever(what)
  }
}
