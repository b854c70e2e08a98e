import { headers } from 'next/headers'
import type { ActionError, ActionResult } from '@/components/forms/action-result'
import { AppError } from '@/lib/base/errors'
import { createLog } from '@/lib/base/log'
import { getResources } from '@/lib/http/resources'
import { requireSameOrigin } from '@/lib/http/same-origin'

const UNKNOWN = 'Something went wrong on our side; nothing was changed. Try again, and look at the log if it stays.'

/** What a verb answers, called from our own pages only; or why not: what may be told of an error is told, the rest is logged. */
export async function toActionResult<T>(work: () => Promise<T>): Promise<ActionResult<T>> {
  try {
    requireSameOrigin({ headers: await headers() }, getResources().baseUrl)
    return { ok: await work() }
  } catch (error) {
    return refusal(error)
  }
}

function refusal(error: unknown): { error: ActionError } {
  if (error instanceof AppError) return { error: { message: error.message, field: error.field, code: error.code } }
  createLog('web').error({ err: error }, 'action failed')
  return { error: { message: UNKNOWN, field: null } }
}
