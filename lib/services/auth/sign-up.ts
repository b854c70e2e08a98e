import { envText } from '@/lib/base/env'
import { newId } from '@/lib/base/ids'
import { allowsSignUp, parseSignUpPolicy } from '@/lib/core/sign-in'
import { findInvitation } from '@/lib/db/queries/doors'
import { recordAudit } from '../audit/record-audit'
import type { Caller } from '../context'
import type { AuthResources } from './resources'

/** How somebody without an account may get one. Null: not at all. */
export type SignUpWay = 'own_workspace' | 'invited'

/**
 * Whether someone who has this address may make an account: as `LUBDUB_SIGNUP` says, or because `next` leads to an open
 * invitation to it.
 */
export async function findSignUpWay(
  { prisma, keyring }: Pick<AuthResources, 'prisma' | 'keyring'>,
  { email, next, now }: { email: string; next: string | null; now: Date },
): Promise<SignUpWay | null> {
  const token = /\binv_[a-z2-7]{32}\b/.exec(next ?? '')?.[0]
  // Asked even where nothing leads to one: it takes the same work then.
  const invitation = await findInvitation(prisma, keyring.hash(token ?? 'none'))
  const isInvited =
    invitation !== null &&
    invitation.email.toLowerCase() === email &&
    invitation.acceptedAt === null &&
    invitation.revokedAt === null &&
    invitation.expiresAt > now
  if (isInvited) return 'invited'
  return allowsSignUp(parseSignUpPolicy(envText('LUBDUB_SIGNUP')), email) ? 'own_workspace' : null
}

interface NewPerson {
  email: string
  /** As they are called elsewhere. Null: after their address. */
  name: string | null
  way: SignUpWay
  timezone: string | null
  caller: Caller
  now: Date
}

/** Makes an account for someone who proved that the address is theirs; where one came about meanwhile, answers which. */
export async function signUp(resources: AuthResources, person: NewPerson): Promise<{ userId: string; isNew: boolean }> {
  const userId = newId('usr')
  const { email, now } = person
  const name = person.name?.trim().slice(0, 100) || nameOf(email)
  const data = { id: userId, email, name, emailVerifiedAt: now, createdAt: now }
  try {
    if (person.way === 'invited') await resources.prisma.user.create({ data, select: { id: true } })
    else await createWithWorkspace(resources, { ...person, user: data })
    return { userId, isNew: true }
  } catch (error) {
    if ((error as { code?: string }).code !== 'P2002') throw error
    const there = await resources.prisma.user.findUniqueOrThrow({ where: { email }, select: { id: true } })
    return { userId: there.id, isNew: false }
  }
}

async function createWithWorkspace(
  { db }: AuthResources,
  { user, timezone, caller }: NewPerson & { user: { id: string; email: string; name: string } },
): Promise<void> {
  const workspaceId = newId('wsp')
  const name = `${user.name}’s workspace`
  await db.inWorkspace(workspaceId, async (tx) => {
    await tx.user.create({ data: user })
    await tx.workspace.create({ data: { id: workspaceId, name, timezone: timezone ?? 'UTC' } })
    await tx.membership.create({ data: { workspaceId, userId: user.id, role: 'owner' } })
    const actor = { kind: 'user', userId: user.id, role: 'owner', label: user.email } as const
    const target = { kind: 'workspace', id: workspaceId, label: name } as const
    await recordAudit(tx, { workspaceId, actor, caller }, { action: 'workspace.created', target, after: { name } })
  })
}

/** ada.lovelace@example.com is Ada Lovelace until she says otherwise. */
function nameOf(email: string): string {
  const words = email
    .slice(0, email.lastIndexOf('@'))
    .replace(/\+.*/, '')
    .split(/[._-]+/)
    .filter(Boolean)
  return (
    words
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join(' ')
      .slice(0, 100) || email
  )
}
