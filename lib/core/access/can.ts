import { type KeyAccess, type Permission, permissions, ROLES, type Role, type Rule } from './permissions'

/** Whoever asks, as far as that decides what they may do. `family`: the only one that the key is for; null: all. */
export type Subject = { kind: 'user'; role: Role } | { kind: 'apiKey'; access: KeyAccess; family: string | null }

/** What it is about: the family of the monitor at hand (null: it has none). */
export interface Target {
  family: string | null
}

/**
 * Whether the subject may do this. A key for one family may do nothing unless told what it is about, and that is of this
 * family: a verb that knows no families refuses it.
 */
export function can(subject: Subject, permission: Permission, target?: Target): boolean {
  const rule: Rule = permissions[permission]
  if (subject.kind === 'user') return rule.roles.includes(subject.role)
  if (subject.family !== null && target?.family !== subject.family) return false
  return rule.keys.includes(subject.access)
}

/** Whether someone of role `by` may change or remove a member of role `of`: nobody but an owner touches owners. */
export function canManage({ by, of }: { by: Role; of: Role }): boolean {
  return by === 'owner' || (by === 'admin' && of !== 'owner')
}

/** Whether someone of role `by` may give the role `role`, to a member or by invitation. */
export function canGrant({ by, role }: { by: Role; role: Role }): boolean {
  return canManage({ by, of: role })
}

/** The roles that someone of role `by` may give, the mightiest first. */
export function grantableRoles(by: Role): Role[] {
  return ROLES.filter((role) => canGrant({ by, role }))
}
