import { parseInput } from '@/lib/contract/parse-input'
import { emailAddress } from '@/lib/contract/sign-in'
import type { Caller } from '../../context'
import { resetEmail } from '../email/account-emails'
import { createEmailToken } from '../email/email-token'
import { type AfterResponse, requireMail, sendAccountEmail } from '../email/send-account-email'
import { consumeMail } from '../rate-limits'
import type { AuthResources } from '../resources'

const RESET_SECONDS = 1_800

/**
 * Sends a link to choose a new password, if a person has this address. The caller does not learn
 * whether one has.
 * @throws AppError `invalid`, `too_many`, or `unavailable` if there is no mail server.
 */
export async function requestPasswordReset(
  resources: AuthResources,
  {
    email: typed,
    caller,
    now,
    afterResponse,
  }: { email: string; caller: Caller; now: Date; afterResponse: AfterResponse },
): Promise<void> {
  const email = parseInput(emailAddress, typed)
  requireMail(resources)
  await consumeMail(resources, { email, caller })
  const user = await resources.prisma.user.findUnique({ where: { email }, select: { id: true } })
  const { token } = await createEmailToken(resources, {
    ...{ purpose: 'reset', userId: user?.id ?? null, email, caller, now },
    lifeSeconds: RESET_SECONDS,
  })
  if (!user) return
  const url = `${resources.baseUrl}/sign-in/reset?token=${token}`
  afterResponse(() => sendAccountEmail(resources, email, resetEmail({ url, lifeSeconds: RESET_SECONDS })))
}
