import { AppError, notFound } from '@/lib/base/errors'
import { mailSettings } from '../../mail-settings'
import { auditForPerson } from '../audit-for-person'
import { type PersonContext, requireRecentAuthenticationOf } from '../person-context'

/**
 * Disconnects an external account, so that it no longer signs this person in, unless it is the last
 * way to sign in.
 * @throws AppError `forbidden`, `conflict` or `not_found`.
 */
export async function disconnectIdentity(
  ctx: PersonContext,
  { provider, subject }: { provider: string; subject: string },
): Promise<void> {
  const { person, prisma, caller } = ctx
  await requireRecentAuthenticationOf(ctx)
  const others = await prisma.identity.count({ where: { userId: person.id, NOT: { provider, subject } } })
  const passkeys = await prisma.passkey.count({ where: { userId: person.id } })
  const { passwordHash } = await prisma.user.findUniqueOrThrow({
    where: { id: person.id },
    select: { passwordHash: true },
  })
  if (others + passkeys === 0 && passwordHash === null && mailSettings(ctx) === null) {
    throw new AppError('conflict', 'You have no other way to sign in. Set a password first.')
  }
  const { count } = await prisma.identity.deleteMany({ where: { provider, subject, userId: person.id } })
  if (count === 0) throw notFound('connected account')
  const target = { kind: 'user', id: person.id, label: person.email } as const
  await auditForPerson(
    ctx,
    { userId: person.id, caller },
    { action: 'identity.unlinked', target, before: { provider } },
  )
}
