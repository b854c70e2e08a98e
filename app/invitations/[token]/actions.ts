'use server'

import { textOf } from '@/app/arguments'
import { runAsPerson } from '@/app/sign-in/run-as-person'
import { runPublic } from '@/app/sign-in/run-public'
import type { ActionResult } from '@/components/forms/action-result'
import { giveSession } from '@/lib/http/auth/finish-sign-in'
import { acceptInvitation } from '@/lib/services/auth/methods/accept-invitation'
import { joinByInvitation } from '@/lib/services/auth/methods/join-by-invitation'

/** Joins as the person who is signed in. Returns where to go. */
export async function acceptInvitationAction(token: string): Promise<ActionResult<string>> {
  return runAsPerson(async (me) => {
    await acceptInvitation(me, { token: textOf(token) })
    return '/monitors'
  })
}

/** Joins as a new person, who is then signed in. Returns where to go. */
export async function joinByInvitationAction(token: string, name: string): Promise<ActionResult<string>> {
  return runPublic(async ({ resources, caller, now }) => {
    const joined = await joinByInvitation(resources, { token: textOf(token), name, caller, now })
    if (joined.kind !== 'signed_in') return '/sign-in'
    await giveSession(resources, joined)
    return '/monitors'
  })
}
