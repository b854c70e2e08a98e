import { AppError, ERROR_STATUS, TooManyError } from '@/lib/base/errors'
import type { Log } from '@/lib/base/log'
import type { ErrorBody } from '@/lib/contract/error-body'
import { jsonAnswer } from './json-answer'

/**
 * The answer to an error. An error that is not meant for the caller becomes one fixed sentence, and a full line in the
 * log.
 */
export function errorResponse(error: unknown, log: Log): Response {
  const known = toAppError(error, log)
  const { code, message, field } = known
  const headers = new Headers({ 'cache-control': 'private, no-store' })
  if (code === 'unauthenticated') headers.set('www-authenticate', 'Bearer realm="lubdub"')
  if (known instanceof TooManyError) headers.set('retry-after', String(Math.max(1, Math.ceil(known.retryAfterSeconds))))
  if (code === 'unavailable') headers.set('retry-after', '5')
  const body: ErrorBody = { error: { code, message, field } }
  return jsonAnswer(body, { status: ERROR_STATUS[code], headers })
}

/** What the caller is told of an error. One that is not meant for the caller is logged. */
export function toAppError(error: unknown, log: Log): AppError {
  if (error instanceof AppError) return error
  if (isDatabaseAway(error)) {
    log.warn({ err: error }, 'the database is away')
    return new AppError('unavailable', 'The database cannot be reached now. Try again in a few seconds.')
  }
  if (codesOf(error).some((code) => GONE.test(code))) {
    log.warn({ err: error }, 'the object of a request was deleted during it')
    return new AppError('conflict', 'This object was just deleted. Reload, and try again.')
  }
  log.error({ err: error }, 'a request failed')
  return new AppError('internal', 'Something went wrong on our side. It has been logged; try again.')
}

// Codes of Prisma, of Node's sockets, and of PostgreSQL for lost connections, shutdown, and the limits of a session.
const AWAY =
  /^(P1001|P1002|P1008|P1017|P2024|P2028|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|08...|57P0.|57014|55P03|25P0[34]|53300)$/

// For these Prisma has PostgreSQL's code in the text only, and pg has no code.
const AWAY_WORDS =
  /timeout exceeded when trying to connect|Connection terminated|has encountered a connection error|Query read timeout|Can.t reach database server|Code: `?(08\w{3}|57P0\w|57014|55P03|25P0[34]|53300)\b/

// A row that another one points to is gone: the codes of Prisma and PostgreSQL.
const GONE = /^(P2003|23503)$/

function codesOf(error: unknown): string[] {
  const codes: string[] = []
  for (let cause: unknown = error, depth = 0; cause instanceof Object && depth < 5; depth++) {
    const { code } = cause as { code?: unknown }
    if (typeof code === 'string') codes.push(code)
    cause = (cause as { cause?: unknown }).cause
  }
  return codes
}

function isDatabaseAway(error: unknown): boolean {
  for (let cause: unknown = error, depth = 0; cause instanceof Object && depth < 5; depth++) {
    const { code, message } = cause as { code?: unknown; message?: unknown }
    if (typeof code === 'string' && AWAY.test(code)) return true
    if (typeof message === 'string' && AWAY_WORDS.test(message)) return true
    cause = (cause as { cause?: unknown }).cause
  }
  return false
}
