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

/**
 * Who asks. `label` is what people call them: an address, the name of a key. `provedAt`: when the person last proved who
 * they are, by a password, a code or a passkey.
 */
export type Actor =
  | { kind: 'user'; userId: string; role: Role; label: string; provedAt: Date }
  | { kind: 'apiKey'; keyId: string; access: KeyAccess; family: string | null; label: string }

/** What every verb works in: who asks, in which workspace, when, and with what. */
export interface ServiceContext {
  actor: Actor
  workspaceId: string
  /** Reached through `inWorkspace` and `withWorkspace`. */
  db: WorkspaceDb
  keyring: Keyring
  now: Date
  /** Where people and jobs reach us, without a slash at the end. */
  baseUrl: string
  /** Where the call came from, for the audit log. */
  caller: Caller
}

/** Null: not known. */
export interface Caller {
  ip: string | null
  userAgent: string | null
  /** What a proxy of the operator's says of the place: a country's two letters, a city. Left out: nothing. */
  place?: string | null
}

/** Runs `work` in a transaction that sees nothing but the workspace: committed when it returns, undone when it throws. */
export function inWorkspace<T>(ctx: ServiceContext, work: (tx: WorkspaceTx) => Promise<T>): Promise<T> {
  return ctx.db.inWorkspace(ctx.workspaceId, work)
}

/** As `inWorkspace`, for bulk statements, and where the core decides under a lock. Instants come as milliseconds. */
export function withWorkspace<T>(ctx: ServiceContext, work: (client: WorkspaceClient) => Promise<T>): Promise<T> {
  return ctx.db.withWorkspace(ctx.workspaceId, work)
}

/**
 * Lets those pass whom the table of permissions names. A key for one family passes only where `target` says that this is
 * about its family.
 * @throws AppError `read_only` where the actor may only look, `forbidden` where it takes more than that, `proof_needed` where
 * a person has to prove again who they are.
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
  const doing = sentence.charAt(0).toLowerCase() + sentence.slice(1, -1)
  if (actor.kind === 'user') {
    if (actor.role === 'viewer' && roles.includes('member') && !isReading) {
      throw new AppError('read_only', 'You may only look at this workspace. Ask an owner for another role.')
    }
    const those = roles.includes('member') ? 'a member' : roles.includes('admin') ? 'an owner or an admin' : 'an owner'
    throw new AppError('forbidden', `Only ${those} of this workspace may do this: ${doing}. Ask one of them.`)
  }
  if (keys.length === 0) {
    throw new AppError('forbidden', `No API key may do this: ${doing}. Sign in to do it.`)
  }
  if (actor.family !== null && keys.includes(actor.access)) {
    const advice = 'Use a key for the whole workspace.'
    throw new AppError('forbidden', `This key is for the family ${JSON.stringify(actor.family)} only. ${advice}`)
  }
  if (actor.access === 'read' && !isReading) {
    throw new AppError('read_only', 'This key may only read. Use a key that may write (ldw_…).')
  }
  throw new AppError('forbidden', `This key may not do this: ${doing}. Use a key that may write (ldw_…).`)
}

/**
 * Lets those pass who proved not long ago who they are; for what changes one's own account, too.
 * @throws AppError `proof_needed`
 */
export function requireRecentAuthentication({ provedAt }: { provedAt: Date }, now: Date): void {
  if (isAuthenticationRecent(provedAt, now)) return
  const advice = 'Prove again who you are, with your password, a code or a passkey; then repeat this.'
  throw new AppError('proof_needed', `You last proved who you are more than 15 minutes ago. ${advice}`)
}

/**
 * As `requirePermission` with a permission that needs a proof, for what needs one only at times: a change that takes a
 * protection away, or sends what is private elsewhere. A key has nothing to prove.
 * @throws AppError `proof_needed`
 */
export function requireReauthentication({ actor, now }: Pick<ServiceContext, 'actor' | 'now'>): void {
  if (actor.kind === 'user') requireRecentAuthentication(actor, now)
}

/**
 * What the actor reaches at most, as a target: for permissions that are asked before it is known what a call is about, and
 * for what lists and look-ups are limited to. `family` is null for whoever reaches everything.
 */
export function familyScope({ actor }: Pick<ServiceContext, 'actor'>): { family: string | null } {
  return { family: actor.kind === 'apiKey' ? actor.family : null }
}

/** Whether the actor may do this; for what is shown or left out. */
export function can({ actor }: Pick<ServiceContext, 'actor'>, permission: Permission, target?: Target): boolean {
  return isGranted(actor, permission, target)
}
