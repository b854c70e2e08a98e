import { AppError, notFound } from '@/lib/base/errors'
import type { Permission, Role } from '@/lib/core/access'
import { lockWorkspace } from '@/lib/db/queries/workspace-rows'
import type { WorkspaceTx } from '@/lib/db/workspace-db'
import { type Actor, inWorkspace, requirePermission, type ServiceContext } from '../context'

type UserActor = Extract<Actor, { kind: 'user' }>

export interface LockedMember {
  userId: string
  email: string
  role: Role
}

export interface LockedMembers {
  tx: WorkspaceTx
  /** The actor, with their present role. */
  me: LockedMember
  /** @throws AppError if the actor's present role does not have the permission. */
  requireStill(permission: Permission): void
  /** @throws AppError `not_found` */
  require(userId: string): LockedMember
  /** How many other owners the workspace has. */
  otherOwners(userId: string): number
}

/**
 * Runs `work` while no one else can change the members of the workspace or their roles. Roles are
 * read under the lock: if two owners take each other's role at the same time, the second is no
 * owner any more.
 * @throws AppError `forbidden` when the actor is no longer a member of the workspace.
 */
export function changeMembers<T>(ctx: ServiceContext, work: (members: LockedMembers) => Promise<T>): Promise<T> {
  const { workspaceId, actor } = ctx
  return inWorkspace(ctx, async (tx) => {
    await lockWorkspace(tx, workspaceId)
    const rows = await tx.membership.findMany({
      where: { workspaceId },
      select: { userId: true, role: true, user: { select: { email: true } } },
    })
    const members = new Map(
      rows.map(({ userId, role, user }) => [userId, { userId, email: user.email, role: role as Role }]),
    )
    const me = actor.kind === 'user' ? members.get(actor.userId) : undefined
    if (!me) throw new AppError('forbidden', 'You are no longer a member of this workspace.')
    return work({
      tx,
      me,
      requireStill: (permission) =>
        requirePermission({ ...ctx, actor: { ...(actor as UserActor), role: me.role } }, permission),
      require(userId) {
        const member = members.get(userId)
        if (!member) throw notFound('member')
        return member
      },
      otherOwners: (userId) => [...members.values()].filter((m) => m.role === 'owner' && m.userId !== userId).length,
    })
  })
}

/** A workspace always needs an owner: the only owner stays until there is another one. */
export function lastOwner(what: string): AppError {
  return new AppError('conflict', `A workspace needs an owner. Make another person an owner first; then ${what}.`)
}

export function aboveYou(): AppError {
  return new AppError('forbidden', 'Only an owner may give or take the role of an owner. Ask one of them.')
}
