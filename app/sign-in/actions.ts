'use server'

import { fieldsOf, textOf } from '@/app/arguments'
import type { ActionResult } from '@/components/forms/action-result'
import { AppError } from '@/lib/base/errors'
import { cookieOf } from '@/lib/http/auth/auth-cookie'
import { finishSignIn } from '@/lib/http/auth/finish-sign-in'
import { mailCookieValue, readMailCookie } from '@/lib/http/auth/mail-cookie'
import { safeNext } from '@/lib/http/auth/safe-next'
import { requestPasswordReset } from '@/lib/services/auth/methods/request-password-reset'
import { requestSignInMail, SIGN_IN_MAIL_SECONDS } from '@/lib/services/auth/methods/request-sign-in-mail'
import { resetPassword } from '@/lib/services/auth/methods/reset-password'
import { type MailFactor, signInByMail } from '@/lib/services/auth/methods/sign-in-by-mail'
import { signInWithPassword } from '@/lib/services/auth/methods/sign-in-with-password'
import { type PublicCall, runPublic } from './run-public'

/** Sends a link and a code, and returns the page for the code. */
export async function requestMailAction(email: string, next: string | null): Promise<ActionResult<string>> {
  return runPublic(async ({ resources, caller, now, jar, afterResponse }) => {
    const asked = await requestSignInMail(resources, { email, next: safeNext(next), caller, now, afterResponse })
    const cookie = cookieOf(resources.baseUrl, 'mail')
    jar.set(cookie.name, mailCookieValue(asked), { ...cookie.options, maxAge: SIGN_IN_MAIL_SECONDS })
    return '/sign-in/code'
  })
}

export async function signInByCodeAction(code: string): Promise<ActionResult<string>> {
  return runPublic(async (call) => {
    const asked = readMailCookie(call.jar.get(cookieOf(call.resources.baseUrl, 'mail').name)?.value)
    if (!asked)
      throw new AppError(
        'gone',
        'This page is older than ten minutes, or another browser requested the code. Request a new one.',
      )
    return enterByMail(
      call,
      { handle: asked.handle, code: textOf(code, 40) },
      {
        refused:
          'This is not the code of the newest mail, or it was used, is older than ten minutes, or was mistyped five times. Check it, or request a new one.',
      },
    )
  })
}

export async function signInByMailLinkAction(token: string): Promise<ActionResult<string>> {
  return runPublic((call) =>
    enterByMail(
      call,
      { token: textOf(token) },
      {
        refused: 'This link was used before or is older than ten minutes. Request a new one.',
      },
    ),
  )
}

async function enterByMail(call: PublicCall, proof: MailFactor, { refused }: { refused: string }): Promise<string> {
  const { resources, caller, now, jar } = call
  const found = await signInByMail(resources, { proof, timezone: jar.get('tz')?.value ?? null, caller, now })
  if (!found) throw new AppError('unauthenticated', refused, 'code')
  return finishSignIn(resources, { userId: found.userId, method: 'email', caller, now, next: safeNext(found.next) })
}

export async function signInWithPasswordAction(
  typed: { email: string; password: string },
  next: string | null,
): Promise<ActionResult<string>> {
  return runPublic(async ({ resources, caller, now, jar, afterResponse }) => {
    const device = jar.get(cookieOf(resources.baseUrl, 'device').name)?.value
    const { email, password } = fieldsOf(typed)
    const { userId } = await signInWithPassword(resources, { email, password, device, caller, now, afterResponse })
    return finishSignIn(resources, { userId, method: 'password', caller, now, next: safeNext(next) })
  })
}

export async function requestResetAction(email: string): Promise<ActionResult<null>> {
  return runPublic(async ({ resources, caller, now, afterResponse }) => {
    await requestPasswordReset(resources, { email, caller, now, afterResponse })
    return null
  })
}

/** Sets the new password; access to the mailbox is a first factor. */
export async function resetPasswordAction(token: string, password: string): Promise<ActionResult<string>> {
  return runPublic(async ({ resources, caller, now, afterResponse }) => {
    const { userId } = await resetPassword(resources, {
      token: textOf(token),
      password,
      caller,
      now,
      afterResponse,
    })
    return finishSignIn(resources, { userId, method: 'email', caller, now, next: null })
  })
}
