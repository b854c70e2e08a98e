import { AppError } from '@/lib/base/errors'
import type { Keyring } from '@/lib/base/secrets'
import {
  isAuthenticationRecent,
  can as isGranted,
  type KeyAccess,
  type Permission,
  permissions,
  type Role,
  type Rule,
  type Target,
} from '@/lib/core/access'
import type { WorkspaceClient, WorkspaceDb, WorkspaceTx } from '@/lib/db/workspace-db'
import type { Settings } from '@/lib/settings/read-settings'

/**
 * Who makes the request. `label`: the name for people, such as an address or the name of a key.
 * `provedAt`: when the person last proved who they are, by a password, a code or a passkey.
 */
export type Actor =
  | { kind: 'user'; userId: string; role: Role; label: string; provedAt: Date }
  | { kind: 'apiKey'; keyId: string; access: KeyAccess; family: string | null; label: string }

/** The context of every service function: the actor, the workspace, the time, and the resources. */
export interface ServiceContext {
  actor: Actor
  workspaceId: string
  /** Used through `inWorkspace` and `withWorkspace`. */
  db: WorkspaceDb
  keyring: Keyring
  now: Date
  /** The public URL of this installation, without a slash at the end. */
  baseUrl: string
  settings: Settings
  /** Where the call came from, for the audit log. */
  caller: Caller
}

/** Null: not known. */
export interface Caller {
  ip: string | null
  userAgent: string | null
  /** The place that the operator's proxy reports: a country's two letters, a city. Left out: unknown. */
  place?: string | null
}

/**
 * Runs `work` in a transaction that sees only the workspace: committed when it returns, rolled back
 * when it throws.
 */
export function inWorkspace<T>(ctx: ServiceContext, work: (tx: WorkspaceTx) => Promise<T>): Promise<T> {
  return ctx.db.inWorkspace(ctx.workspaceId, work)
}

/**
 * Like `inWorkspace`, for pages that one bulk statement reads, for bulk statements, and for
 * decisions of the core under a lock. It returns instants as milliseconds.
 */
export function withWorkspace<T>(ctx: ServiceContext, work: (client: WorkspaceClient) => Promise<T>): Promise<T> {
  return ctx.db.withWorkspace(ctx.workspaceId, work)
}

/**
 * Refuses actors without the permission. A key for one family passes only if `target` is in its
 * family.
 * @throws AppError `read_only` if the actor may only read, `forbidden` if more is missing,
 * `proof_needed` if a person must reauthenticate.
 */
export function requirePermission(
  { actor, now }: Pick<ServiceContext, 'actor' | 'now'>,
  permission: Permission,
  target?: Target,
) {
  const { sentence, roles, keys, needsReauthentication }: Rule = permissions[permission]
  if (isGranted(actor, permission, target)) {
    if (needsReauthentication && actor.kind === 'user') requireRecentAuthentication(actor, now)
    return
  }
  const isReading = permission.endsWith('.read')
  // A second sentence is for those who give the permission.
  const [what = ''] = sentence.slice(0, -1).split('. ')
  const doing = what.charAt(0).toLowerCase() + what.slice(1)
  if (actor.kind === 'user') {
    if (actor.role === 'viewer' && roles.includes('member') && !isReading) {
      throw new AppError('read_only', 'You may only look at this workspace. Ask an owner for another role.')
    }
    const those = roles.includes('member') ? 'a member' : roles.includes('admin') ? 'an owner or an admin' : 'an owner'
    throw new AppError('forbidden', `Only ${those} of this workspace may ${doing}. Ask one of them.`)
  }
  if (keys.length === 0) {
    throw new AppError('forbidden', `No API key may ${doing}. Sign in to do it.`)
  }
  if (actor.family !== null && keys.includes(actor.access)) {
    const advice = 'Use a key for the whole workspace.'
    throw new AppError('forbidden', `This key is for the family ${JSON.stringify(actor.family)} only. ${advice}`)
  }
  if (actor.access === 'read' && !isReading) {
    throw new AppError('read_only', 'This key may only read. Use a key that may write (ldw_…).')
  }
  throw new AppError('forbidden', `This key may not ${doing}. Use a key that may write (ldw_…).`)
}

/**
 * Refuses a person who has not proved who they are within the last 15 minutes; also for changes of
 * the person's own account.
 * @throws AppError `proof_needed`
 */
export function requireRecentAuthentication({ provedAt }: { provedAt: Date }, now: Date): void {
  if (isAuthenticationRecent(provedAt, now)) return
  const advice = 'Prove again who you are, with your password, a code or a passkey; then repeat this.'
  throw new AppError('proof_needed', `You last proved who you are more than 15 minutes ago. ${advice}`)
}

/**
 * Refuses a person without a recent reauthentication, for changes that need one only sometimes:
 * those that remove a protection, or send private data to another target. Keys always pass.
 * @throws AppError `proof_needed`
 */
export function requireReauthentication({ actor, now }: Pick<ServiceContext, 'actor' | 'now'>): void {
  if (actor.kind === 'user') requireRecentAuthentication(actor, now)
}

/**
 * The actor's scope as a target: for permission checks before the target is known, and as a filter
 * for lists and look-ups. `family` null: the actor may reach every family.
 */
export function familyScope({ actor }: Pick<ServiceContext, 'actor'>): { family: string | null } {
  return { family: actor.kind === 'apiKey' ? actor.family : null }
}

/** Whether the actor has the permission; for parts that are shown or left out. */
export function can({ actor }: Pick<ServiceContext, 'actor'>, permission: Permission, target?: Target): boolean {
  return isGranted(actor, permission, target)
}
