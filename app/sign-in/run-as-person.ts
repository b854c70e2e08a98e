import { headers } from 'next/headers'
import type { ActionResult } from '@/components/forms/action-result'
import { getPersonContext } from '@/lib/http/person-context'
import { requireSameOrigin } from '@/lib/http/same-origin'
import type { PersonContext } from '@/lib/services/auth/person-context'
import type { Later } from '@/lib/services/auth/post-letter'
import { refusal } from '../run-action'
import { afterAnswer } from './run-public'

/** Runs what somebody does with their own account, from our own pages only. */
export async function runAsPerson<T>(work: (ctx: PersonContext, later: Later) => Promise<T>): Promise<ActionResult<T>> {
  const ctx = await getPersonContext()
  try {
    requireSameOrigin({ headers: await headers() }, ctx.baseUrl)
    return { ok: await work(ctx, afterAnswer) }
  } catch (error) {
    return refusal(error)
  }
}
