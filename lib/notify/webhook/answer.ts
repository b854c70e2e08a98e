import type { SendResult } from '../message'

const MAX_RETRY_AFTER_SECONDS = 3_600

/** The meaning of an HTTP answer: 2xx delivered, 410 never again, everything else later. */
export function answerResult(
  status: number,
  { retryAfter, now }: { retryAfter: string | null; now: number },
): SendResult {
  if (status >= 200 && status < 300) return { outcome: 'sent', reason: `Answered ${status}.`, code: status }
  if (status === 410)
    return { outcome: 'refused', reason: 'Answered 410: the receiver no longer exists.', code: status }
  if (status >= 300 && status < 400)
    return { outcome: 'retry', reason: `Answered ${status}: redirects are not followed.`, code: status }
  const seconds = retryAfterSeconds(retryAfter, now)
  const result: SendResult = { outcome: 'retry', reason: `Answered ${status}.`, code: status }
  return seconds === null ? result : { ...result, retryAfterSeconds: seconds }
}

/** `Retry-After` in seconds or as an HTTP date; at most an hour. Null: missing or unreadable. */
export function retryAfterSeconds(text: string | null, now: number): number | null {
  if (text === null) return null
  const value = text.trim()
  const isCount = /^\d+$/.test(value)
  if (!isCount && !/^[A-Za-z]{3}/.test(value)) return null
  const seconds = isCount ? Number(value) : Math.ceil((Date.parse(value) - now) / 1000)
  if (!Number.isFinite(seconds)) return null
  return Math.min(Math.max(seconds, 0), MAX_RETRY_AFTER_SECONDS)
}
