import { AppError } from '@/lib/base/errors'
import { auditForPerson } from '../audit-for-person'
import { connectedEmail } from '../email/account-emails'
import { type AfterResponse, sendAccountEmail } from '../email/send-account-email'
import { type PersonContext, requireRecentAuthenticationOf } from '../person-context'
import type { ConnectTicket } from './connect-ticket'

/**
 * Connects an external account, so that it signs this person in from now on. The ticket proves the
 * external account and the session proves the person, both a short time ago.
 * @throws AppError `forbidden`, or `conflict` when it is connected already.
 */
export async function connectIdentity(
  ctx: PersonContext,
  {
    ticket,
    providerName,
    afterResponse,
  }: { ticket: ConnectTicket; providerName: string; afterResponse: AfterResponse },
): Promise<void> {
  const { person, prisma, caller, now, baseUrl } = ctx
  const { provider, subject, email } = ticket
  if (ticket.userId !== person.id) {
    throw new AppError(
      'forbidden',
      `This was started for another account. Sign out, then sign in with ${providerName} again.`,
    )
  }
  await requireRecentAuthenticationOf(ctx)
  const data = [{ provider, subject, userId: person.id, email, createdAt: now }]
  const { count } = await prisma.identity.createMany({ data, skipDuplicates: true })
  if (count === 0) throw new AppError('conflict', `This account at ${providerName} is connected already.`)
  const target = { kind: 'user', id: person.id, label: person.email } as const
  await auditForPerson(
    ctx,
    { userId: person.id, caller },
    { action: 'identity.linked', target, after: { provider, email } },
  )
  afterResponse(() =>
    sendAccountEmail(ctx, person.email, connectedEmail({ provider: providerName, url: `${baseUrl}/settings/profile` })),
  )
}
