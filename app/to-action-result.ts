import { headers } from 'next/headers'
import type { ActionError, ActionResult } from '@/components/forms/action-result'
import { createLog } from '@/lib/base/log'
import { toAppError } from '@/lib/http/api/error-response'
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
  const { message, field, code } = toAppError(error, createLog('web', getSettings().logLevel))
  return { error: code === 'internal' ? { message: UNKNOWN, field: null } : { message, field, code } }
}
