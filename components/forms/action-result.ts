import type { ErrorCode } from '@/lib/base/errors'

/** The result of a server action: its value, or an error with its field. */
export type ActionResult<T> = { ok: T; error?: undefined } | { ok?: undefined; error: ActionError }

export interface ActionError {
  message: string
  /** Path of the wrong field, such as `schedule.expression`. Null: none. */
  field: string | null
  /** The kind of refusal; `withReauthentication` handles `proof_needed`. Left out: no kind that a page can handle. */
  code?: ErrorCode
}
