import type { SendResult } from '../message'
import { ADDRESS_FAULT } from './check-url'

const NAME_FAULT = 'The name could not be resolved to a public address.'

const REASONS: Record<string, string> = {
  ENOTFOUND: NAME_FAULT,
  EAI_AGAIN: NAME_FAULT,
  ERR_FORBIDDEN_NAME: NAME_FAULT,
  ECONNREFUSED: 'The connection was refused.',
  ECONNRESET: 'The connection was cut.',
  EPIPE: 'The connection was cut.',
  UND_ERR_SOCKET: 'The connection was cut.',
  EHOSTUNREACH: 'The address could not be reached.',
  ENETUNREACH: 'The address could not be reached.',
  ETIMEDOUT: 'No connection within 5 seconds.',
  UND_ERR_CONNECT_TIMEOUT: 'No connection within 5 seconds.',
  UND_ERR_HEADERS_OVERFLOW: 'The answer had too many headers.',
}

/**
 * The meaning of a try without an answer, in a fixed vocabulary: messages of the resolver and the kernel are not shown.
 */
export function failureResult(error: unknown): SendResult {
  const names = errorNames(error)
  if (names.includes('ERR_FORBIDDEN_ADDRESS')) return { outcome: 'refused', reason: ADDRESS_FAULT }
  if (names.includes('TimeoutError')) return { outcome: 'retry', reason: 'No answer within 15 seconds.' }
  if (names.includes('AbortError')) return { outcome: 'retry', reason: 'The sender was stopped.' }
  const known = names.find((name) => name in REASONS)
  if (known !== undefined) return { outcome: 'retry', reason: REASONS[known]! }
  const isTls = names.some((name) => /CERT|TLS|SSL|SELF_SIGNED|ISSUER|EPROTO|ALTNAME/.test(name))
  return { outcome: 'retry', reason: isTls ? 'The TLS certificate was not accepted.' : 'The request failed.' }
}

/** Names and codes of an error, of its causes and, if several addresses were tried, of each try. */
function errorNames(error: unknown, depth = 0): string[] {
  if (!(error instanceof Error) || depth > 4) return []
  const code = (error as { code?: unknown }).code
  const inner = error instanceof AggregateError ? error.errors : []
  return [
    ...(typeof code === 'string' ? [code] : []),
    error.name,
    ...errorNames(error.cause, depth + 1),
    ...inner.flatMap((each) => errorNames(each, depth + 1)),
  ]
}
