'use server'

import { fieldsOf, textOf } from '@/app/arguments'
import type { ActionResult } from '@/components/forms/action-result'
import { AppError } from '@/lib/base/errors'
import { type PasskeyAsk, type PasskeyResponse, passkeyResponse } from '@/lib/contract/factors'
import { parseInput } from '@/lib/contract/parse-input'
import { giveSession } from '@/lib/http/auth/finish-sign-in'
import { safeNext } from '@/lib/http/auth/safe-next'
import { askPasskey } from '@/lib/services/auth/factors/ask-passkey'
import { countPasskeyAsk } from '@/lib/services/auth/factors/limit-reauthentications'
import { signInWithPasskey } from '@/lib/services/auth/methods/sign-in-with-passkey'
import { runPublic } from './run-public'

const REFUSED = 'This passkey is unknown, or the answer came too late. Try again, or sign in another way.'

/** The challenge for the browser, to sign in with a passkey. */
export async function askPasskeyAction(): Promise<ActionResult<PasskeyAsk>> {
  return runPublic(async ({ resources, caller, now }) => {
    await countPasskeyAsk(resources, caller)
    return askPasskey(resources, { purpose: 'passkey', userId: null, now })
  })
}

/** Signs in with a passkey, and returns where to go. */
export async function signInByPasskeyAction(
  next: string | null,
  answered: { ticket: string; response: PasskeyResponse },
): Promise<ActionResult<string>> {
  return runPublic(async ({ resources, caller, now }) => {
    const { ticket, response } = fieldsOf(answered)
    const answer = { ticket: textOf(ticket), response: parseInput(passkeyResponse, response) }
    const session = await signInWithPasskey(resources, { ...answer, caller, now })
    if (!session) throw new AppError('unauthenticated', REFUSED)
    await giveSession(resources, session)
    return safeNext(next) ?? '/monitors'
  })
}
