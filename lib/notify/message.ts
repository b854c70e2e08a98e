import type { AlertEvent } from '@/lib/contract/events'

/** One message to one channel, as the sender gives it to a channel kind. */
export interface Message {
  /** The same on every try; the receiver drops ids that it has seen. */
  id: string
  /** The event as JSON, byte for byte the same on every try. */
  body: string
  event: AlertEvent
  /** When this try began, in milliseconds. */
  sentAt: number
  /** Ends the try early, when the sender stops. */
  signal?: AbortSignal
}

/**
 * `sent`: the receiver took it. `retry`: it may work later. `refused`: it never will, so a person must check.
 * `reason` is one sentence out of a fixed vocabulary, safe to show to the owner of the channel.
 */
export interface SendResult {
  outcome: 'sent' | 'retry' | 'refused'
  reason: string
  /** HTTP status or SMTP reply code, where there was one. */
  code?: number
  retryAfterSeconds?: number
  /** For mail: the final results of this try, by address. An address without a result is tried again. */
  recipients?: Readonly<Record<string, 'sent' | 'refused'>>
}

export const CONNECT_TIMEOUT_MS = 5_000
export const TOTAL_TIMEOUT_MS = 15_000
