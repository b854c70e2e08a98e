import type { ActionError, ActionResult } from '@/components/forms/action-result'
import { AppError } from '@/lib/base/errors'
import { createLog } from '@/lib/base/log'
import { getPageContext, type PageContext } from '@/lib/http/page-context'

const UNKNOWN = 'Something went wrong on our side; nothing was changed. Try again, and look at the log if it stays.'

/** Runs a verb for whoever is signed in; what may be told of an error is told, the rest is logged. */
export async function runAction<T>(work: (ctx: PageContext) => Promise<T>): Promise<ActionResult<T>> {
  const ctx = await getPageContext()
  try {
    return { ok: await work(ctx) }
  } catch (error) {
    return refusal(error)
  }
}

/** What may be told of an error; the rest is logged. */
export function refusal(error: unknown): { error: ActionError } {
  if (error instanceof AppError) return { error: { message: error.message, field: error.field, code: error.code } }
  createLog('web').error({ err: error }, 'action failed')
  return { error: { message: UNKNOWN, field: null } }
}
