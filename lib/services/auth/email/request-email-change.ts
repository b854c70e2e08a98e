import { AppError } from '@/lib/base/errors'
import { parseInput } from '@/lib/contract/parse-input'
import { emailAddress } from '@/lib/contract/sign-in'
import { type PersonContext, requireRecentAuthenticationOf } from '../person-context'
import { consumeMail } from '../rate-limits'
import { changeEmailEmail } from './account-emails'
import { createEmailToken } from './email-token'
import { type AfterResponse, requireMail, sendAccountEmail } from './send-account-email'

const CHANGE_SECONDS = 3_600

/**
 * Sends a link to the new address; nothing changes until it is used. An address that another person
 * has gets no mail, and the answer is the same.
 * @throws AppError `invalid`, `forbidden`, `too_many`, or `unavailable` if there is no mail server.
 */
export async function requestEmailChange(
  ctx: PersonContext,
  { email: typed, afterResponse }: { email: string; afterResponse: AfterResponse },
): Promise<void> {
  const { person, prisma, caller, now, baseUrl } = ctx
  const email = parseInput(emailAddress, typed)
  if (email === person.email) throw new AppError('invalid', 'This is your address already.', 'email')
  await requireRecentAuthenticationOf(ctx)
  requireMail(ctx)
  await consumeMail(ctx, { email, caller })
  await prisma.emailToken.updateMany({
    where: { userId: person.id, purpose: 'change_email', usedAt: null },
    data: { usedAt: now },
  })
  const { token } = await createEmailToken(ctx, {
    ...{ purpose: 'change_email', userId: person.id, email, caller, now },
    lifeSeconds: CHANGE_SECONDS,
  })
  if (await prisma.user.findUnique({ where: { email }, select: { id: true } })) return
  const url = `${baseUrl}/sign-in/new-address?token=${token}`
  afterResponse(() => sendAccountEmail(ctx, email, changeEmailEmail({ url, lifeSeconds: CHANGE_SECONDS })))
}
