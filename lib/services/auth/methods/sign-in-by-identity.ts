import { emailAddress } from '@/lib/contract/sign-in'
import type { Caller } from '../../context'
import { auditForPerson } from '../audit-for-person'
import type { AuthResources } from '../resources'
import type { ConnectTicket, Identity } from './connect-ticket'
import { findSignUpWay, signUp } from './sign-up'

export type IdentityResult =
  | { kind: 'known'; userId: string }
  /** The person exists, and must reauthenticate and agree before this account signs them in. */
  | { kind: 'connect'; ticket: ConnectTicket }
  | { kind: 'refused'; reason: 'no_account' | 'unverified' }

interface Proved {
  identity: Identity
  /** The person who is signed in in this browser. Null: nobody. */
  currentUserId: string | null
  next: string | null
  timezone: string | null
  caller: Caller
  now: Date
}

/**
 * The person whom an external account signs in. The account is known only by provider and subject.
 * An address is used only if the provider says that it is verified, and even then it does not sign
 * in to an existing account.
 */
export async function signInByIdentity(resources: AuthResources, proved: Proved): Promise<IdentityResult> {
  const { prisma } = resources
  const { identity, currentUserId, now } = proved
  const { provider, subject, email } = identity
  const key = { provider_subject: { provider, subject } }
  const known = await prisma.identity.findUnique({ where: key, select: { userId: true } })
  if (known) {
    await prisma.identity.updateMany({ where: { provider, subject }, data: { lastUsedAt: now } })
    return { kind: 'known', userId: known.userId }
  }
  if (currentUserId) return connect(proved, currentUserId)
  if (!email || !identity.isEmailVerified || !emailAddress.safeParse(email).success)
    return { kind: 'refused', reason: 'unverified' }
  const user = await prisma.user.findUnique({ where: { email }, select: { id: true } })
  if (user) return connect(proved, user.id)
  return join(resources, proved, email)
}

function connect({ identity, next, now }: Proved, userId: string): IdentityResult {
  const { provider, subject, email } = identity
  return { kind: 'connect', ticket: { provider, subject, email, userId, next, at: now.getTime() } }
}

async function join(resources: AuthResources, proved: Proved, email: string): Promise<IdentityResult> {
  const { identity, next, timezone, caller, now } = proved
  const way = await findSignUpWay(resources, { email, next, now })
  if (!way) return { kind: 'refused', reason: 'no_account' }
  const { userId, isNew } = await signUp(resources, { email, name: identity.name, way, timezone, caller, now })
  if (!isNew) return connect(proved, userId)
  const { provider, subject } = identity
  await resources.prisma.identity.create({
    data: { provider, subject, userId, email, createdAt: now, lastUsedAt: now },
    select: { userId: true },
  })
  const target = { kind: 'user', id: userId, label: email } as const
  await auditForPerson(resources, { userId, caller }, { action: 'identity.linked', target, after: { provider } })
  return { kind: 'known', userId }
}
