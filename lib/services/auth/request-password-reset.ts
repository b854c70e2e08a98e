import { parseInput } from '@/lib/contract/parse-input'
import { emailAddress } from '@/lib/contract/sign-in'
import type { Caller } from '../context'
import { createEmailToken } from './email-token'
import { resetLetter } from './letters'
import { type Later, postLetter, requireMail } from './post-letter'
import { consumeMail } from './rate-limits'
import type { AuthResources } from './resources'

const RESET_SECONDS = 1_800

/**
 * Sends a link to choose a new password, if there is somebody with this address; whoever asks does not learn whether.
 * @throws AppError `invalid`, `too_many`, or `unavailable` where there is no mail server.
 */
export async function requestPasswordReset(
  resources: AuthResources,
  { email: typed, caller, now, later }: { email: string; caller: Caller; now: Date; later: Later },
): Promise<void> {
  const email = parseInput(emailAddress, typed)
  requireMail(resources.baseUrl)
  await consumeMail(resources, { email, caller })
  const user = await resources.prisma.user.findUnique({ where: { email }, select: { id: true } })
  const { token } = await createEmailToken(resources, {
    ...{ purpose: 'reset', userId: user?.id ?? null, email, caller, now },
    lifeSeconds: RESET_SECONDS,
  })
  if (!user) return
  const url = `${resources.baseUrl}/sign-in/reset?token=${token}`
  later(() => postLetter(resources, email, resetLetter({ url, lifeSeconds: RESET_SECONDS })))
}
