'use server'

import { revalidatePath } from 'next/cache'
import { textOf } from '@/app/arguments'
import type { ActionResult } from '@/components/forms/action-result'
import { revokeOtherSessions } from '@/lib/services/auth/sessions/revoke-other-sessions'
import { revokeOwnSession } from '@/lib/services/auth/sessions/revoke-own-session'
import { runAsPerson } from '../../../sign-in/run-as-person'

export async function revokeSessionAction(sessionId: string): Promise<ActionResult<null>> {
  return runAsPerson(async (own) => {
    await revokeOwnSession(own, { sessionId: textOf(sessionId) })
    revalidatePath('/settings/sessions')
    return null
  })
}

export async function revokeOtherSessionsAction(): Promise<ActionResult<null>> {
  return runAsPerson(async (own) => {
    await revokeOtherSessions(own)
    revalidatePath('/settings/sessions')
    return null
  })
}
