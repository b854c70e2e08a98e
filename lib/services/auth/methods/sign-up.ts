import { newId } from '@/lib/base/ids'
import { allowsSignUp } from '@/lib/core/sign-in'
import { findInvitation } from '@/lib/db/queries/security-definer-functions'
import { recordAudit } from '../../audit/record-audit'
import type { Caller } from '../../context'
import type { AuthResources } from '../resources'

/** How a person without an account may get one. Null: not at all. */
export type SignUpWay = 'own_workspace' | 'invited'

/**
 * Whether a person with this address may create an account: as `LUBDUB_SIGNUP` says, or because
 * `next` is an open invitation to this address.
 */
export async function findSignUpWay(
  { prisma, keyring, settings }: Pick<AuthResources, 'prisma' | 'keyring' | 'settings'>,
  { email, next, now }: { email: string; next: string | null; now: Date },
): Promise<SignUpWay | null> {
  const token = /\binv_[a-z2-7]{32}\b/.exec(next ?? '')?.[0]
  // Queried even without an invitation, so that the work is the same.
  const invitation = await findInvitation(prisma, keyring.hash(token ?? 'none'))
  const isInvited =
    invitation !== null &&
    invitation.email.toLowerCase() === email &&
    invitation.acceptedAt === null &&
    invitation.revokedAt === null &&
    invitation.expiresAt > now
  if (isInvited) return 'invited'
  return allowsSignUp(settings.signUp, email) ? 'own_workspace' : null
}

interface NewPerson {
  email: string
  /** The name from the provider. Null: it is made from the address. */
  name: string | null
  way: SignUpWay
  timezone: string | null
  caller: Caller
  now: Date
}

/**
 * Creates an account for a person who has verified the address. If one was created meanwhile,
 * returns that one.
 */
export async function signUp(resources: AuthResources, person: NewPerson): Promise<{ userId: string; isNew: boolean }> {
  const userId = newId()
  const { email, now } = person
  // Invisible characters, and those that change the direction of text, must not be in a name that others read.
  const name = person.name?.replaceAll(/\p{C}/gu, '').trim().slice(0, 100) || nameOf(email)
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
  const workspaceId = newId()
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

/** The name from an address: ada.lovelace@example.com gives Ada Lovelace. */
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
