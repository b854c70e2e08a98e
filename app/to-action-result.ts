import type { ActionResult } from '@/components/forms/action-result'
import { AppError } from '@/lib/base/errors'
import { createLog } from '@/lib/base/log'

const UNKNOWN = 'Something went wrong on our side; nothing was changed. Try again, and look at the log if it stays.'

/** What a verb answers, or why not: what may be told of an error is told, the rest is logged. */
export async function toActionResult<T>(work: () => Promise<T>): Promise<ActionResult<T>> {
  try {
    return { ok: await work() }
  } catch (error) {
    if (error instanceof AppError) return { error: { message: error.message, field: error.field } }
    createLog('web').error({ err: error }, 'action failed')
    return { error: { message: UNKNOWN, field: null } }
  }
}
