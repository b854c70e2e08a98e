'use server'

import { headers } from 'next/headers'
import { textOf } from '@/app/arguments'
import { runAsPerson } from '@/app/sign-in/run-as-person'
import { toActionResult } from '@/app/to-action-result'
import type { ActionResult } from '@/components/forms/action-result'
import { callerOf } from '@/lib/http/caller'
import { giveSession } from '@/lib/http/finish-sign-in'
import { getResources } from '@/lib/http/resources'
import { acceptInvitation } from '@/lib/services/auth/accept-invitation'
import { joinByInvitation } from '@/lib/services/auth/join-by-invitation'

/** Joins as the person who is signed in. Returns where to go. */
export async function acceptInvitationAction(token: string): Promise<ActionResult<string>> {
  return runAsPerson(async (me) => {
    await acceptInvitation(me, { token: textOf(token) })
    return '/monitors'
  })
}

/** Joins as a new person, who is then signed in. Returns where to go. */
export async function joinByInvitationAction(token: string, name: string): Promise<ActionResult<string>> {
  return toActionResult(async () => {
    const resources = getResources()
    const caller = callerOf(await headers())
    const joined = await joinByInvitation(resources, { token: textOf(token), name, caller, now: new Date() })
    if (joined.kind !== 'signed_in') return '/sign-in'
    await giveSession(resources, joined)
    return '/monitors'
  })
}
