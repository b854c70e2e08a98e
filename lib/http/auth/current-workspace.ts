import { hasSecondFactor } from '@/lib/services/auth/factors/has-second-factor'
import { listWorkspacesOf, type WorkspaceOf } from '@/lib/services/auth/list-workspaces-of'
import type { SessionView } from '@/lib/services/auth/sessions/find-session'
import { noteSeen } from '@/lib/services/auth/sessions/note-seen'
import type { Resources } from '../resources'

/**
 * The current workspace of a session: the one it chose, as long as the person belongs to it, else the one they joined
 * first. Null: they belong to none. Read at every request, so that the end of a membership takes effect at once. Stores
 * at most once a minute that the person was active there.
 */
export async function findCurrentWorkspace(
  { prisma, db }: Pick<Resources, 'prisma' | 'db'>,
  { user, workspaceId }: SessionView,
  now: Date,
): Promise<WorkspaceOf | null> {
  const workspaces = await listWorkspacesOf(prisma, user.id)
  const current = workspaces.find((workspace) => workspace.id === workspaceId) ?? workspaces[0] ?? null
  if (current) await noteSeen(db, { userId: user.id, workspace: current, now })
  return current
}

/** Whether the workspace admits this person only after they have a second factor. */
export async function needsSecondFactor(
  { prisma }: Pick<Resources, 'prisma'>,
  { user }: SessionView,
  workspace: WorkspaceOf,
): Promise<boolean> {
  return workspace.requireSecondFactor && !(await hasSecondFactor(prisma, user.id))
}
