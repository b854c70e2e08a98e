import { canGrant, canManage } from './can'
import type { Role } from './permissions'

export interface MemberChange {
  /** The role of whoever changes it. */
  by: Role
  /** The role that the member has. */
  of: Role
  /** The role that they shall have; null: none, they go. */
  to: Role | null
  /** How many owners there are besides this member. */
  otherOwners: number
}

/**
 * Whether a member may be changed so. `above`: their role, or the one they shall have, is not for `by` to take or give.
 * `last_owner`: nobody would own the workspace any more.
 */
export function judgeMemberChange({ by, of, to, otherOwners }: MemberChange): 'fine' | 'above' | 'last_owner' {
  if (!canManage({ by, of }) || (to !== null && !canGrant({ by, role: to }))) return 'above'
  return leavesAnOwner({ of, to, otherOwners }) ? 'fine' : 'last_owner'
}

/** Whether somebody still owns the workspace once this member has another role, or (null) is gone. */
export function leavesAnOwner({ of, to, otherOwners }: Omit<MemberChange, 'by'>): boolean {
  return of !== 'owner' || to === 'owner' || otherOwners > 0
}
