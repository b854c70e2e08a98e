/** Every error code in answers, and its HTTP status. */
export const ERROR_STATUS = {
  invalid: 400,
  unauthenticated: 401,
  read_only: 403,
  forbidden: 403,
  proof_needed: 403,
  second_factor_needed: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  quota: 409,
  gone: 410,
  too_large: 413,
  unsupported: 415,
  too_many: 429,
  internal: 500,
  unavailable: 503,
} as const

export type ErrorCode = keyof typeof ERROR_STATUS

/** An error meant for the caller: a code, one sentence that says what to do, and the wrong field (null: none). */
export class AppError extends Error {
  override readonly name = 'AppError'
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly field: string | null = null,
  ) {
    super(message)
  }
}

/** Too many calls: the caller may go on after so many seconds. */
export class TooManyError extends AppError {
  constructor(
    message: string,
    readonly retryAfterSeconds: number,
  ) {
    super('too_many', message)
  }
}

/** "Does not exist" and "not yours" have this one answer. */
export function notFound(what: string): AppError {
  return new AppError('not_found', `There is no such ${what}.`)
}
