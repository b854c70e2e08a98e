'use server'

import type { ActionResult } from '@/components/forms/action-result'
import { undoEmailChange } from '@/lib/services/auth/undo-email-change'
import { runPublic } from '../run-public'

export async function undoEmailAction(token: string): Promise<ActionResult<string>> {
  return runPublic(async ({ resources, caller, now }) => {
    await undoEmailChange(resources, { token: String(token).slice(0, 200), caller, now })
    return '/sign-in/forgot'
  })
}
