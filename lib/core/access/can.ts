import { type KeyAccess, type Permission, permissions, ROLES, type Role, type Rule } from './permissions'

/** How long a reauthentication is valid, in milliseconds: 15 minutes. */
const PROOF_LASTS_MS = 15 * 60_000

/**
 * Who makes the request, with what the permission depends on. `family`: the only family that the
 * key is for; null: every family.
 */
export type Subject = { kind: 'user'; role: Role } | { kind: 'apiKey'; access: KeyAccess; family: string | null }

/** The target of the request: the family of the monitor (null: the monitor has none). */
export interface Target {
  family: string | null
}

/**
 * Whether the subject has the permission. A key for one family has it only if `target` is given and
 * belongs to that family. So a service function that does not pass a target refuses such a key.
 */
export function can(subject: Subject, permission: Permission, target?: Target): boolean {
  const rule: Rule = permissions[permission]
  if (subject.kind === 'user') return rule.roles.includes(subject.role)
  if (subject.family !== null && target?.family !== subject.family) return false
  return rule.keys.includes(subject.access)
}

/**
 * Whether a person with role `by` may change or remove a member with role `of`. Only an owner may
 * change or remove owners.
 */
export function canManage({ by, of }: { by: Role; of: Role }): boolean {
  return by === 'owner' || (by === 'admin' && of !== 'owner')
}

/** Whether a person with role `by` may give the role `role`, to a member or by invitation. */
export function canGrant({ by, role }: { by: Role; role: Role }): boolean {
  return canManage({ by, of: role })
}

/** The roles that a person with role `by` may give, the highest first. */
export function grantableRoles(by: Role): Role[] {
  return ROLES.filter((role) => canGrant({ by, role }))
}

/** Whether the person proved a factor so recently that a sensitive action needs no new reauthentication. */
export function isAuthenticationRecent(provedAt: Date, now: Date): boolean {
  return now.getTime() - provedAt.getTime() < PROOF_LASTS_MS
}
