import type { ActionResult } from '@/components/forms/action-result'
import { getPageContext, type PageContext } from '@/lib/http/page-context'
import { toActionResult } from './to-action-result'

/** Runs a verb for whoever is signed in; what may be told of an error is told, the rest is logged. */
export async function runAction<T>(work: (ctx: PageContext) => Promise<T>): Promise<ActionResult<T>> {
  const ctx = await getPageContext()
  return toActionResult(() => work(ctx))
}
