import { cookies, headers } from 'next/headers'
import { after } from 'next/server'
import type { ActionResult } from '@/components/forms/action-result'
import { callerOf } from '@/lib/http/caller'
import { getResources, type Resources } from '@/lib/http/resources'
import { requireSameOrigin } from '@/lib/http/same-origin'
import type { Later } from '@/lib/services/auth/post-letter'
import type { Caller } from '@/lib/services/context'
import { refusal } from '../run-action'

export interface PublicCall {
  resources: Resources
  caller: Caller
  now: Date
  jar: Awaited<ReturnType<typeof cookies>>
  later: Later
}

/** Runs what somebody may do before they are signed in, from our own pages only: nobody is signed in to an account by a stranger's page. */
export async function runPublic<T>(work: (call: PublicCall) => Promise<T>): Promise<ActionResult<T>> {
  const resources = getResources()
  const received = await headers()
  try {
    requireSameOrigin({ headers: received }, resources.baseUrl)
    const call = { resources, caller: callerOf(received), now: new Date(), jar: await cookies(), later: afterAnswer }
    return { ok: await work(call) }
  } catch (error) {
    return refusal(error)
  }
}

/** Work for after the answer; what goes wrong with it is logged. */
export const afterAnswer: Later = (work) =>
  after(() => work().catch((error) => getResources().log.error({ err: error }, 'work after an answer failed')))
