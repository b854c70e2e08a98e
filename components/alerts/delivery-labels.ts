import type { State } from '@/components/ui/state'
import { assertNever } from '@/lib/base/assert-never'
import type { DeliveryView } from '@/lib/contract/deliveries'
import type { LackingKind } from '@/lib/services/channels/lacking-kinds'

/** The mark of a delivery, and its word. */
export function deliveryLook({ state, attempt }: Pick<DeliveryView, 'state' | 'attempt'>): {
  state: State
  word: string
} {
  switch (state) {
    case 'sent':
      return { state: 'succeeded', word: 'sent' }
    case 'pending':
      return attempt === 0 ? { state: 'running', word: 'waiting' } : { state: 'late', word: 'will be tried again' }
    case 'dead':
      return { state: 'failed', word: 'given up' }
    case 'merged':
      return { state: 'ended', word: 'sent in a digest' }
    case 'cancelled':
      return { state: 'ended', word: 'cancelled' }
    default:
      return assertNever(state)
  }
}

export interface WaitingReason {
  words: string
  /** The instant at the end of the words. Null: none. */
  at: string | null
}

/** Why a delivery that is waiting was not sent yet. None: it is not waiting, or it is sent at this moment. */
export function waitingReasons(
  { state, waitsFor, nextAttemptAt, channelKind, channelFailingSince }: DeliveryView,
  { lacking }: { lacking: readonly LackingKind[] },
): WaitingReason[] {
  if (state !== 'pending' || waitsFor === null) return []
  const reason = reasonOf(waitsFor, nextAttemptAt)
  // A delivery behind another one shows only that: the other one shows the rest.
  if (waitsFor === 'earlier') return [reason]
  const unable = lacking.find(({ kind }) => kind === channelKind)
  if (unable) return [{ words: `waiting for ${unable.awaited}`, at: null }]
  return channelFailingSince ? [reason, { words: 'channel failing since', at: channelFailingSince }] : [reason]
}

function reasonOf(waitsFor: NonNullable<DeliveryView['waitsFor']>, at: string | null): WaitingReason {
  switch (waitsFor) {
    case 'retry':
      return { words: 'next try', at }
    case 'earlier':
      return { words: 'behind an earlier alert of this monitor', at: null }
    case 'digest':
      return { words: 'waiting for a digest, due', at }
    case 'sender':
      return { words: 'waiting for a worker', at: null }
    default:
      return assertNever(waitsFor)
  }
}

export interface AttemptLabels {
  at: string | null
  words: string
}

/** One attempt of a delivery's log, in words: `sent in 35 ms`, `not sent: The connection was refused.` */
export function attemptLabels(entry: Record<string, unknown>): AttemptLabels {
  const { at, outcome, reason, code, ms } = entry
  const took = typeof ms === 'number' ? ` in ${Math.round(ms)} ms` : ''
  const said = typeof reason === 'string' ? reason : ''
  const isNotified =
    (typeof code !== 'number' && typeof code !== 'string') || (outcome !== 'sent' && said.includes(`${code}`))
  const answer = isNotified ? '' : `, answered ${code}`
  const why = said === '' ? '' : `: ${said}`
  const words = outcome === 'sent' ? `sent${took}${answer}` : `not sent${answer}${why}`
  return { at: typeof at === 'string' ? at : null, words }
}

/** The event of a delivery. */
export function deliveryLabels(type: string): string {
  switch (type) {
    case 'monitor.down':
      return 'down'
    case 'monitor.up':
      return 'up again'
    case 'run.failed':
      return 'a run failed'
    case 'run.stalled':
      return 'a run stalled'
    case 'outage.notice':
      return 'an outage of Lubdub'
    case 'digest':
      return 'a digest'
    case 'incident.closed':
      return 'incident closed'
    case 'channel.failing':
      return 'another channel fails'
    case 'test':
      return 'a test'
    default:
      return type
  }
}
