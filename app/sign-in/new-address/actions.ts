'use server'

import { textOf } from '@/app/arguments'
import type { ActionResult } from '@/components/forms/action-result'
import { findPersonContext } from '@/lib/http/auth/person-context'
import { confirmEmailChange } from '@/lib/services/auth/email/confirm-email-change'
import { runPublic } from '../run-public'

export async function confirmEmailAction(token: string): Promise<ActionResult<string>> {
  return runPublic(async ({ resources, caller, now, afterResponse }) => {
    const here = await findPersonContext()
    const options = { token: textOf(token), sessionId: here?.sessionId ?? null, caller, now, afterResponse }
    await confirmEmailChange(resources, options)
    return here ? '/settings/profile' : '/sign-in'
  })
}
