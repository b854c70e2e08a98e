import { headers } from 'next/headers'
import type { ActionError, ActionResult } from '@/components/forms/action-result'
import { AppError } from '@/lib/base/errors'
import { createLog } from '@/lib/base/log'
import { requireSameOrigin } from '@/lib/http/auth/same-origin'
import { getResources } from '@/lib/http/resources'
import { getSettings } from '@/lib/settings/process-settings'

const UNKNOWN = 'An internal error; nothing was changed. Try again, and check the log if it happens again.'

/**
 * The result of a verb, called from our own pages only; errors meant for the caller are returned, others are logged.
 */
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
  createLog('web', getSettings().logLevel).error({ err: error }, 'action failed')
  return { error: { message: UNKNOWN, field: null } }
}
