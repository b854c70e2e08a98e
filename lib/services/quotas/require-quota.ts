import { AppError } from '@/lib/base/errors'
import { lockWorkspace } from '@/lib/db/queries/workspace-rows'
import type { WorkspaceTx } from '@/lib/db/workspace-db'
import type { ServiceContext } from '../context'
import { countUse } from './count-use'
import { type Countable, quotasOf } from './quotas'

const ADVICE: Record<Countable, string> = {
  monitors: 'Delete one that is not needed',
  members: 'Remove a member, or revoke an invitation',
  channels: 'Delete one that is not needed',
}

/**
 * Refuses one more if the quota is reached. The caller then holds the workspace's lock until the
 * transaction ends, so that of two requests for the last place one is refused. `reserved`: places
 * for open invitations.
 * @throws AppError `quota`
 */
export async function requireQuota(
  tx: WorkspaceTx,
  { workspaceId, settings }: Pick<ServiceContext, 'workspaceId' | 'settings'>,
  { what, reserved = 0 }: { what: Countable; reserved?: number },
): Promise<void> {
  const quota = quotasOf(settings)[what]
  if (quota === null) return
  await lockWorkspace(tx, workspaceId)
  const used = (await countUse(tx, workspaceId, what)) + reserved
  if (used < quota) return
  throw new AppError(
    'quota',
    `This workspace has ${used} of at most ${quota} ${what}. ${ADVICE[what]}, or ask the operator of Lubdub for more.`,
  )
}
