import type { AlertEvent } from '@/lib/contract/events'
import { toPublicId } from '@/lib/contract/ids'
import { nextAttemptAt } from '@/lib/core/delivery/retry'
import { type AttemptLog, finishDelivery, releaseDelivery } from '@/lib/db/sender/finish-delivery'
import { requireKind } from '@/lib/notify/kind-of'
import type { Message, SendResult } from '@/lib/notify/message'
import type { ClaimedDelivery } from './claim-deliveries'
import type { SenderContext } from './context'

export interface Tried {
  /** Whether we still held the lease when the try ended. */
  isOurs: boolean
  outcome: SendResult['outcome']
}

/** Like `tryDelivery`; returns whether we still held the lease. */
export async function deliver(ctx: SenderContext, claimed: ClaimedDelivery, signal: AbortSignal): Promise<boolean> {
  return (await tryDelivery(ctx, claimed, signal)).isOurs
}

/**
 * Makes one try of a claimed delivery, outside any transaction, and saves the result: sent, to be
 * tried again, or dead. A failure is logged too. If `signal` ends the try early, the lease is
 * released at once.
 */
export async function tryDelivery(ctx: SenderContext, claimed: ClaimedDelivery, signal: AbortSignal): Promise<Tried> {
  const sentAt = ctx.now()
  const event = JSON.parse(claimed.body) as AlertEvent
  const result = await attempt(ctx, claimed, {
    id: toPublicId('dlv', claimed.id),
    body: claimed.body,
    event,
    sentAt,
    signal,
  })
  const { outcome } = result
  if (signal.aborted && outcome !== 'sent') {
    await releaseDelivery(ctx.pool, { ...claimed, recipients: result.recipients ?? null })
    return { isOurs: true, outcome }
  }
  const { workspaceId, channelId, id, token } = claimed
  const log: AttemptLog = {
    at: new Date(sentAt).toISOString(),
    outcome,
    reason: result.reason,
    code: result.code ?? null,
    ms: Math.round(ctx.now() - sentAt),
  }
  const next = nextState(ctx, { result, attempt: claimed.attempt })
  const recipients = result.recipients ?? null
  const isOurs = await finishDelivery(ctx.pool, {
    workspaceId,
    channelId,
    id,
    token,
    recipients,
    ...next,
    attempt: log,
  })
  if (!isOurs)
    ctx.log.warn(
      { deliveryId: toPublicId('dlv', id) },
      'a lease was lost while sending; the receiver may see the id twice',
    )
  else if (next.state !== 'sent') logFailure(ctx, { claimed, event, log, ...next })
  return { isOurs, outcome }
}

async function attempt(ctx: SenderContext, claimed: ClaimedDelivery, message: Message): Promise<SendResult> {
  try {
    return await requireKind(claimed.target.kind).send(message, claimed.target)
  } catch (error) {
    ctx.log.error({ err: error, deliveryId: toPublicId('dlv', claimed.id) }, 'a sender threw an error')
    return { outcome: 'retry', reason: 'The sender failed. The log of the worker has the reason.' }
  }
}

type Next = { state: 'sent' | 'dead' | 'pending'; retryInMs: number | null }

function nextState(ctx: SenderContext, { result, attempt }: { result: SendResult; attempt: number }): Next {
  if (result.outcome === 'sent') return { state: 'sent', retryInMs: null }
  if (result.outcome === 'refused') return { state: 'dead', retryInMs: null }
  const random = ctx.random()
  const at = nextAttemptAt({ attempt, now: 0, random, retryAfterSeconds: result.retryAfterSeconds ?? null })
  return at === null ? { state: 'dead', retryInMs: null } : { state: 'pending', retryInMs: at }
}

function logFailure(
  ctx: SenderContext,
  { claimed, event, log, state, retryInMs }: Next & { claimed: ClaimedDelivery; event: AlertEvent; log: AttemptLog },
): void {
  const about = {
    workspaceId: toPublicId('wsp', claimed.workspaceId),
    channelId: toPublicId('chn', claimed.channelId),
    deliveryId: toPublicId('dlv', claimed.id),
    type: event.type,
    attempt: claimed.attempt,
    reason: log.reason,
    code: log.code,
  }
  if (state === 'dead') ctx.log.error(about, 'an alert was not delivered and is a dead letter')
  else ctx.log.warn({ ...about, retryInMs }, 'an alert was not delivered and will be tried again')
}
