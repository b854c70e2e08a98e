import type { ActionResult } from '@/components/forms/action-result'
import { getPageContext, type PageContext } from '@/lib/http/page-context'
import { toActionResult } from './to-action-result'

/** Runs a verb for the person who is signed in; errors meant for the caller are returned, others are logged. */
export async function runAction<T>(work: (ctx: PageContext) => Promise<T>): Promise<ActionResult<T>> {
  const ctx = await getPageContext()
  return toActionResult(() => work(ctx))
}
