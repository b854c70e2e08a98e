import { cookies, headers } from 'next/headers'
import { after } from 'next/server'
import type { ActionResult } from '@/components/forms/action-result'
import { callerOf } from '@/lib/http/request/caller'
import { getResources, type Resources } from '@/lib/http/resources'
import type { AfterResponse } from '@/lib/services/auth/email/send-account-email'
import type { Caller } from '@/lib/services/context'
import { toActionResult } from '../to-action-result'

export interface PublicCall {
  resources: Resources
  caller: Caller
  now: Date
  jar: Awaited<ReturnType<typeof cookies>>
  afterResponse: AfterResponse
}

/**
 * Runs an action before sign-in, from our own pages only: a page of another site must not sign a person in to an
 * account.
 */
export async function runPublic<T>(work: (call: PublicCall) => Promise<T>): Promise<ActionResult<T>> {
  const resources = getResources()
  const caller = callerOf(await headers())
  const call = { resources, caller, now: new Date(), jar: await cookies(), afterResponse: afterAnswer }
  return toActionResult(() => work(call))
}

/** Work for after the answer; its errors are logged. */
export const afterAnswer: AfterResponse = (work) =>
  after(() => work().catch((error) => getResources().log.error({ err: error }, 'work after an answer failed')))
