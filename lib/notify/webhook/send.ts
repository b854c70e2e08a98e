import type { LookupFunction } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { fetch } from 'undici'
import { type Message, type SendResult, TOTAL_TIMEOUT_MS } from '../message'
import { answerResult } from './answer'
import { urlFault } from './check-url'
import { failureResult } from './failure'
import { guardedAgent } from './guarded-agent'

export interface WebhookConfig {
  url: string
  /** `whsec_` and base64: the keys of the signatures, the newest first. More than one during a rotation. */
  secrets: readonly string[]
  allowPrivate: boolean
  /** For tests: resolves names. */
  lookup?: LookupFunction
}

const MAX_READ_BYTES = 4_096
const MAX_READ_MS = 1_000

/**
 * Posts the event by the Standard Webhooks specification: JSON, signed over id, time and body. Any 2xx means
 * delivered; follows no redirect, reads at most 4 kB of the answer for at most a second, and gives up after 15 s.
 */
export async function sendWebhook(message: Message, config: WebhookConfig): Promise<SendResult> {
  const fault = urlFault(config.url, config)
  if (fault !== null) return { outcome: 'refused', reason: fault }
  const agent = guardedAgent(config)
  const limit = AbortSignal.timeout(TOTAL_TIMEOUT_MS)
  try {
    const response = await fetch(config.url, {
      method: 'POST',
      body: message.body,
      headers: headersOf(message, config.secrets),
      redirect: 'manual',
      dispatcher: agent,
      signal: message.signal ? AbortSignal.any([limit, message.signal]) : limit,
    })
    await readSome(response.body as ReadableStream | null)
    return answerResult(response.status, { retryAfter: response.headers.get('retry-after'), now: message.sentAt })
  } catch (error) {
    return failureResult(error)
  } finally {
    agent.destroy().catch(() => {})
  }
}

function headersOf(message: Message, secrets: readonly string[]): Record<string, string> {
  const sentAt = new Date(message.sentAt)
  return {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'Lubdub-Webhooks/1',
    'accept-encoding': 'identity',
    'webhook-id': message.id,
    'webhook-timestamp': String(Math.floor(message.sentAt / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(message.id, sentAt, message.body)).join(' '),
  }
}

/** The status has decided; some of the body is read so that the receiver can finish writing. */
async function readSome(body: ReadableStream | null): Promise<void> {
  if (body === null) return
  const reader = body.getReader()
  let read = 0
  const timer = setTimeout(() => reader.cancel().catch(() => {}), MAX_READ_MS)
  try {
    while (read < MAX_READ_BYTES) {
      const { done, value } = await reader.read()
      if (done) return
      read += (value as Uint8Array).length
    }
    await reader.cancel()
  } catch {
  } finally {
    clearTimeout(timer)
  }
}
