import type { ErrorCode } from '@/lib/base/errors'

/** What a server action answers: what it did, or why not and at which field. */
export type ActionResult<T> = { ok: T; error?: undefined } | { ok?: undefined; error: ActionError }

export interface ActionError {
  message: string
  /** Path of the field at fault, such as `schedule.expression`. Null: none. */
  field: string | null
  /** Which kind of refusal it is; `proof_needed` is answered by `withReauthentication`. Left out: of no kind that a page could answer. */
  code?: ErrorCode
}
