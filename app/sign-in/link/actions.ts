'use server'

import { textOf } from '@/app/arguments'
import type { ActionResult } from '@/components/forms/action-result'
import { AppError } from '@/lib/base/errors'
import { finishSignIn } from '@/lib/http/auth/finish-sign-in'
import { consumeSignInLink } from '@/lib/services/auth/methods/consume-sign-in-link'
import { runPublic } from '../run-public'

const USED =
  'This link was used before or is older than a day. Each link works once; create a new one with npm run link.'

/** Uses up the one-time link, and returns where to go. */
export async function signInByLinkAction(token: string): Promise<ActionResult<string>> {
  return runPublic(async ({ resources, caller, now }) => {
    const link = await consumeSignInLink(resources, { token: textOf(token), now })
    if (!link) throw new AppError('unauthenticated', USED)
    return finishSignIn(resources, { userId: link.userId, method: 'link', caller, now, next: null })
  })
}
