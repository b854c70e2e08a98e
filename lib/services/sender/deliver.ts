import type { AlertEvent } from '@/lib/contract/events'
import { nextAttemptAt } from '@/lib/core/delivery/retry'
import { finishDelivery, releaseDelivery } from '@/lib/db/sender/finish-delivery'
import type { SendResult } from '@/lib/notify/message'
import { sendMessage } from '@/lib/notify/send-message'
import type { ClaimedDelivery } from './claim-deliveries'
import type { SenderContext } from './context'

/**
 * Makes one try of a claimed delivery, outside any transaction, and writes down how it ended: sent, to be tried again,
 * or dead. When `signal` ends the try early, the lease goes back at once. Answers whether the lease was still ours.
 */
export async function deliver(ctx: SenderContext, claimed: ClaimedDelivery, signal: AbortSignal): Promise<boolean> {
  const sentAt = ctx.now()
  const event = JSON.parse(claimed.body) as AlertEvent
  const result = await attempt(ctx, claimed, { id: claimed.id, body: claimed.body, event, sentAt, signal })
  if (signal.aborted && result.outcome !== 'sent') {
    await releaseDelivery(ctx.pool, claimed)
    return true
  }
  const { workspaceId, channelId, id, token } = claimed
  const log = {
    at: new Date(sentAt).toISOString(),
    outcome: result.outcome,
    reason: result.reason,
    code: result.code ?? null,
    ms: Math.round(ctx.now() - sentAt),
  }
  const next = nextState(ctx, { result, attempt: claimed.attempt })
  const isOurs = await finishDelivery(ctx.pool, { workspaceId, channelId, id, token, ...next, attempt: log })
  if (!isOurs) ctx.log.warn({ deliveryId: id }, 'a lease was lost while sending; the receiver may see the id twice')
  return isOurs
}

async function attempt(
  ctx: SenderContext,
  claimed: ClaimedDelivery,
  message: Parameters<typeof sendMessage>[0],
): Promise<SendResult> {
  try {
    return await sendMessage(message, claimed.target)
  } catch (error) {
    ctx.log.error({ err: error, deliveryId: claimed.id }, 'a sender failed')
    return { outcome: 'retry', reason: 'The sender failed; the log of the worker says why.' }
  }
}

function nextState(
  ctx: SenderContext,
  { result, attempt }: { result: SendResult; attempt: number },
): { state: 'sent' | 'dead' | 'pending'; retryInMs: number | null } {
  if (result.outcome === 'sent') return { state: 'sent', retryInMs: null }
  if (result.outcome === 'refused') return { state: 'dead', retryInMs: null }
  const random = ctx.random()
  const at = nextAttemptAt({ attempt, now: 0, random, retryAfterSeconds: result.retryAfterSeconds ?? null })
  return at === null ? { state: 'dead', retryInMs: null } : { state: 'pending', retryInMs: at }
}
