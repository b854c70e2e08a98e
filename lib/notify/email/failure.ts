import type { SendResult } from '../message'

const REASONS: Record<string, string> = {
  EDNS: 'The name of the mail server could not be resolved.',
  ENOTFOUND: 'The name of the mail server could not be resolved.',
  ECONNECTION: 'The mail server could not be reached.',
  ECONNREFUSED: 'The mail server refused the connection.',
  ESOCKET: 'The connection to the mail server failed.',
  ETIMEDOUT: 'The mail server did not answer in time.',
  ETLS: 'The mail server offers no usable TLS.',
  EAUTH: 'The mail server did not accept the user name and password of SMTP_URL.',
  ENOAUTH: 'The mail server requires a user name and password; SMTP_URL has none.',
}

/**
 * The meaning of a failed mail. A 5xx reply to the recipients or the text is final; wrong credentials are not, because
 * the operator can correct them while the delivery waits.
 */
export function mailFailure(error: unknown): SendResult {
  const { code, responseCode } = error as { code?: string; responseCode?: number }
  if (code === 'EENVELOPE' || code === 'EMESSAGE') {
    const what = code === 'EENVELOPE' ? 'the addresses' : 'the message'
    const isFinal = responseCode !== undefined && responseCode >= 500
    const reason = `The mail server refused ${what}${responseCode === undefined ? '' : ` with ${responseCode}`}.`
    return { outcome: isFinal ? 'refused' : 'retry', reason, ...withCode(responseCode) }
  }
  return { outcome: 'retry', reason: REASONS[code ?? ''] ?? 'The mail could not be sent.', ...withCode(responseCode) }
}

function withCode(code: number | undefined): { code?: number } {
  return code === undefined ? {} : { code }
}
