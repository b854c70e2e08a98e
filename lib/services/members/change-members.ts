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
  /** Whoever asks, with the role that they have now. */
  me: LockedMember
  /** @throws AppError unless they may do it in that role. */
  requireStill(permission: Permission): void
  /** @throws AppError `not_found` */
  require(userId: string): LockedMember
  /** How many owners there are besides this member. */
  otherOwners(userId: string): number
}

/**
 * Runs `work` while nobody else can change who belongs to the workspace, and as what. Roles are read under the lock: of two
 * owners who take each other's role at the same time, the second is none any more.
 * @throws AppError `forbidden` when whoever asks does not belong to the workspace any more.
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
    if (!me) throw new AppError('forbidden', 'You do not belong to this workspace any more.')
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

/** Nobody may be above everybody: the one owner stays until another one is there. */
export function lastOwner(what: string): AppError {
  return new AppError('conflict', `A workspace needs an owner. Make someone else an owner first; then ${what}.`)
}

export function aboveYou(): AppError {
  return new AppError('forbidden', 'Only an owner may give or take the role of an owner. Ask one of them.')
}
