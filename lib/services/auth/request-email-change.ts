import { AppError } from '@/lib/base/errors'
import { parseInput } from '@/lib/contract/parse-input'
import { emailAddress } from '@/lib/contract/sign-in'
import { createEmailToken } from './email-token'
import { changeEmailLetter } from './letters'
import { type PersonContext, requireFreshProof } from './person-context'
import { type Later, postLetter, requireMail } from './post-letter'
import { consumeMail } from './rate-limits'

const CHANGE_SECONDS = 3_600

/**
 * Sends a link to the new address; nothing changes before it is used. An address that somebody here has gets no mail, and
 * the answer is the same.
 * @throws AppError `invalid`, `forbidden`, `too_many`, or `unavailable` where there is no mail server.
 */
export async function requestEmailChange(
  ctx: PersonContext,
  { email: typed, later }: { email: string; later: Later },
): Promise<void> {
  const { person, prisma, caller, now, baseUrl } = ctx
  const email = parseInput(emailAddress, typed)
  if (email === person.email) throw new AppError('invalid', 'This is your address already.', 'email')
  await requireFreshProof(ctx)
  requireMail(baseUrl)
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
  later(() => postLetter(ctx, email, changeEmailLetter({ url, lifeSeconds: CHANGE_SECONDS })))
}
