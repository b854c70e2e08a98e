import { cookies, headers } from 'next/headers'
import { after } from 'next/server'
import type { ActionResult } from '@/components/forms/action-result'
import { callerOf } from '@/lib/http/caller'
import { getResources, type Resources } from '@/lib/http/resources'
import type { AfterResponse } from '@/lib/services/auth/send-account-email'
import type { Caller } from '@/lib/services/context'
import { toActionResult } from '../to-action-result'

export interface PublicCall {
  resources: Resources
  caller: Caller
  now: Date
  jar: Awaited<ReturnType<typeof cookies>>
  afterResponse: AfterResponse
}

/** Runs what somebody may do before they are signed in, from our own pages only: nobody is signed in to an account by a stranger's page. */
export async function runPublic<T>(work: (call: PublicCall) => Promise<T>): Promise<ActionResult<T>> {
  const resources = getResources()
  const caller = callerOf(await headers())
  const call = { resources, caller, now: new Date(), jar: await cookies(), afterResponse: afterAnswer }
  return toActionResult(() => work(call))
}

/** Work for after the answer; what goes wrong with it is logged. */
export const afterAnswer: AfterResponse = (work) =>
  after(() => work().catch((error) => getResources().log.error({ err: error }, 'work after an answer failed')))
