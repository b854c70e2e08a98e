import { AppError } from '@/lib/base/errors'
import { auditForPerson } from '../audit-for-person'
import { passwordChangedEmail } from '../email/account-emails'
import { type AfterResponse, sendAccountEmail } from '../email/send-account-email'
import { type PersonContext, requireRecentAuthenticationOf } from '../person-context'
import { isPassword } from './password-hash'
import { beginPasswordTry } from './password-tries'
import { requireGoodPassword, storePassword } from './set-password'

/**
 * Sets or changes the person's own password, and ends their other sessions. A person with a
 * password must give it; a person without one must have signed in a short time ago.
 * @throws AppError `invalid`, `forbidden` or `too_many`.
 */
export async function changePassword(
  ctx: PersonContext,
  { current, password, afterResponse }: { current: string; password: string; afterResponse: AfterResponse },
): Promise<void> {
  const { person, prisma, caller, now, sessionId, baseUrl } = ctx
  const { passwordHash } = await prisma.user.findUniqueOrThrow({
    where: { id: person.id },
    select: { passwordHash: true },
  })
  if (passwordHash === null) await requireRecentAuthenticationOf(ctx)
  else {
    // Counted separately from sign-in, per session, so that a person with access to the browser
    // cannot guess faster than others.
    const wasRight = await beginPasswordTry(ctx, { email: person.email, device: sessionId, caller })
    if (!(await isPassword(passwordHash, String(current).slice(0, 1_000)))) {
      throw new AppError('invalid', 'This is not your current password.', 'current')
    }
    await wasRight()
  }
  await requireGoodPassword(ctx, password, { ...person, field: 'password' })
  await storePassword(ctx, { userId: person.id, password, exceptSessionId: sessionId, now })
  const target = { kind: 'user', id: person.id, label: person.email } as const
  await auditForPerson(
    ctx,
    { userId: person.id, caller },
    { action: 'password.set', target, after: { by: 'settings' } },
  )
  afterResponse(() => sendAccountEmail(ctx, person.email, passwordChangedEmail({ url: `${baseUrl}/sign-in/forgot` })))
}
