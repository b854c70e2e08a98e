'use server'

import { textOf } from '@/app/arguments'
import type { ActionResult } from '@/components/forms/action-result'
import { undoEmailChange } from '@/lib/services/auth/email/undo-email-change'
import { runPublic } from '../run-public'

export async function undoEmailAction(token: string): Promise<ActionResult<string>> {
  return runPublic(async ({ resources, caller, now }) => {
    await undoEmailChange(resources, { token: textOf(token), caller, now })
    return '/sign-in/forgot'
  })
}
