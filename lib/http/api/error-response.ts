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
  if (isOneOf(AWAY, error)) {
    log.warn({ err: error }, 'the database is away')
    return new AppError('unavailable', 'The database cannot be reached now. Try again in a few seconds.')
  }
  if (isOneOf(GONE, error)) {
    log.warn({ err: error }, 'the object of a request was deleted during it')
    return new AppError('conflict', 'This object was just deleted. Reload, and try again.')
  }
  log.error({ err: error }, 'a request failed')
  return new AppError('internal', 'Something went wrong on our side. It has been logged; try again.')
}

/** How errors of one kind are recognised: by their code, or by their text, where Prisma has the code of a raw query. */
interface Kind {
  code: RegExp
  words: RegExp
}

// Codes of Prisma, of Node's sockets, and of PostgreSQL for lost connections, shutdown, and the limits of a session.
const AWAY: Kind = {
  code: /^(P1001|P1002|P1008|P1017|P2024|P2028|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|08...|57P0.|57014|55P03|25P0[34]|53300)$/,
  words:
    /timeout exceeded when trying to connect|Connection terminated|has encountered a connection error|Query read timeout|Can.t reach database server|Code: `?(08\w{3}|57P0\w|57014|55P03|25P0[34]|53300)\b/,
}

// A row that another one points to is gone: the codes of Prisma and PostgreSQL.
const GONE: Kind = { code: /^(P2003|23503)$/, words: /Code: `?23503\b/ }

function isOneOf(kind: Kind, error: unknown): boolean {
  for (let cause: unknown = error, depth = 0; cause instanceof Object && depth < 5; depth++) {
    const { code, message } = cause as { code?: unknown; message?: unknown }
    if (typeof code === 'string' && kind.code.test(code)) return true
    if (typeof message === 'string' && kind.words.test(message)) return true
    cause = (cause as { cause?: unknown }).cause
  }
  return false
}
