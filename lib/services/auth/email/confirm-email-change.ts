import { AppError } from '@/lib/base/errors'
import type { Caller } from '../../context'
import { auditForPerson } from '../audit-for-person'
import type { AuthResources } from '../resources'
import { emailChangedEmail } from './account-emails'
import { consumeEmailToken, createEmailToken } from './email-token'
import { moveEmail } from './move-email'
import { type AfterResponse, sendAccountEmail } from './send-account-email'

const UNDO_DAYS = 7

interface Confirmed {
  token: string
  /** The session of this browser. Null: nobody is signed in here. */
  sessionId: string | null
  caller: Caller
  now: Date
  afterResponse: AfterResponse
}

/**
 * Changes the person's address to the one that the link was sent to, and sends a mail to the old
 * address, which can undo the change for 7 days. If nobody ever verified the old address, it gets
 * no mail: its owner may never have used this account.
 * @throws AppError `gone` or `conflict`.
 */
export async function confirmEmailChange(
  resources: AuthResources,
  { token, sessionId, caller, now, afterResponse }: Confirmed,
): Promise<{ email: string }> {
  const { prisma, baseUrl } = resources
  const row = await consumeEmailToken(resources, { token, purposes: ['change_email'], now })
  const user = row?.userId ? await prisma.user.findUnique({ where: { id: row.userId } }) : null
  if (!row || !user)
    throw new AppError('gone', 'This link was used before, or is older than an hour. Ask for a new one.')
  const { email } = row
  const former = user.email
  await moveEmail(resources, { userId: user.id, from: former, to: email, exceptSessionId: sessionId, now })
  const entry = { action: 'email.changed', target: { kind: 'user', id: user.id, label: email } } as const
  await auditForPerson(
    resources,
    { userId: user.id, caller },
    { ...entry, before: { email: former }, after: { email } },
  )
  if (user.emailVerifiedAt === null) return { email }
  const undo = await createEmailToken(resources, {
    ...{ purpose: 'undo_email', userId: user.id, email: former, caller, now },
    lifeSeconds: UNDO_DAYS * 86_400,
  })
  const url = `${baseUrl}/sign-in/old-address?token=${undo.token}`
  afterResponse(() => sendAccountEmail(resources, former, emailChangedEmail({ url, newEmail: email, days: UNDO_DAYS })))
  return { email }
}
