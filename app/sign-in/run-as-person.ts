import type { ActionResult } from '@/components/forms/action-result'
import { getPersonContext } from '@/lib/http/auth/person-context'
import type { AfterResponse } from '@/lib/services/auth/email/send-account-email'
import type { PersonContext } from '@/lib/services/auth/person-context'
import { toActionResult } from '../to-action-result'
import { afterAnswer } from './run-public'

/** Runs an action of a person on their own account, from our own pages only. */
export async function runAsPerson<T>(
  work: (ctx: PersonContext, afterResponse: AfterResponse) => Promise<T>,
): Promise<ActionResult<T>> {
  const ctx = await getPersonContext()
  return toActionResult(() => work(ctx, afterAnswer))
}
