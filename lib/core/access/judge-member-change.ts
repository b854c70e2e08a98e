import { canGrant, canManage } from './can'
import type { Role } from './permissions'

export interface MemberChange {
  /** The role of the person who makes the change. */
  by: Role
  /** The present role of the member. */
  of: Role
  /** The new role of the member; null: the member is removed. */
  to: Role | null
  /** How many other owners the workspace has. */
  otherOwners: number
}

/**
 * Whether a member may be changed in this way. `above`: the present or the new role is too high for
 * `by` to take or give. `last_owner`: the workspace would have no owner after the change.
 */
export function judgeMemberChange({ by, of, to, otherOwners }: MemberChange): 'fine' | 'above' | 'last_owner' {
  if (!canManage({ by, of }) || (to !== null && !canGrant({ by, role: to }))) return 'above'
  return leavesAnOwner({ of, to, otherOwners }) ? 'fine' : 'last_owner'
}

/** Whether the workspace still has an owner after the change (`to` null: after the member has left). */
export function leavesAnOwner({ of, to, otherOwners }: Omit<MemberChange, 'by'>): boolean {
  return of !== 'owner' || to === 'owner' || otherOwners > 0
}
