import { nextAttemptAt } from '@/lib/core/delivery/retry'
import type { ChannelQueue, QueuedDelivery } from '@/lib/db/sender/load-queues'
import { DEFER_MAX_MS, DEFER_MIN_MS, DIGEST_GATHER_MS, STORM_COUNT, STORM_WINDOW_MS } from './limits'

/** The types of alerts that may be in a digest. */
export const ALERT_TYPES = ['monitor.down', 'monitor.up', 'run.failed', 'run.stalled'] as const

export interface ChannelPlan {
  /** To be sent now, in this order: deliveries without a try before failed ones. */
  claim: QueuedDelivery[]
  defer: { id: string; untilAt: number }[]
  /** `dueAt` null: the digest exists already. */
  digest: { id: string; dueAt: number | null; memberIds: string[] } | null
  /** All tries were made; the sender of the last one died in it. */
  exhausted: string[]
}

/**
 * Decides what happens to a channel's queue: what is sent now, what goes into a digest, what waits.
 * Within a monitor no delivery overtakes another. In a storm there is one digest a minute; alerts
 * in between wait for the next one.
 */
export function planChannel(
  { queued, recentCount }: ChannelQueue,
  options: { now: number; lastDigestAt: number | null; slots: number; newDigestId: string },
): ChannelPlan {
  const { now, lastDigestAt, slots } = options
  const fresh = queued.filter(isFresh)
  const gathering = queued.find((d) => d.type === 'digest' && d.attempt === 0 && !d.isLeased) ?? null
  const isStorm = recentCount + fresh.length > STORM_COUNT
  const nextDigestAt = lastDigestAt === null ? now : lastDigestAt + STORM_WINDOW_MS
  const mergeable = gathering !== null || (isStorm && nextDigestAt <= now) ? mergeableOf(queued, gathering) : []
  const isMerged = gathering !== null ? mergeable.length > 0 : mergeable.length > 1
  const merged = new Set(isMerged ? mergeable.map((d) => d.id) : [])
  const isHeld = (d: QueuedDelivery) => isStorm && nextDigestAt > now && isFresh(d)

  const plan: ChannelPlan = { claim: [], defer: [], digest: null, exhausted: [] }
  if (merged.size > 0) {
    plan.digest = {
      id: gathering?.id ?? options.newDigestId,
      dueAt: gathering === null ? now + DIGEST_GATHER_MS : null,
      memberIds: [...merged],
    }
  }
  const ready: QueuedDelivery[] = []
  for (const delivery of queued) {
    if (merged.has(delivery.id) || delivery.dueAt > now) continue
    if (delivery.headId !== delivery.id) {
      plan.defer.push({ id: delivery.id, untilAt: clamp(delivery.headDueAt, now) })
    } else if (isSpent(delivery, now)) plan.exhausted.push(delivery.id)
    else if (isHeld(delivery)) plan.defer.push({ id: delivery.id, untilAt: clamp(nextDigestAt, now) })
    else ready.push(delivery)
  }
  plan.claim = ready.toSorted(newFirst).slice(0, slots)
  return plan
}

/** If a receiver refuses a hundred retries, the next new alert must not wait for them. */
function newFirst(a: QueuedDelivery, b: QueuedDelivery): number {
  const isRetry = (d: QueuedDelivery) => Number(d.attempt > 0)
  return isRetry(a) - isRetry(b) || (a.attempt > 0 ? a.dueAt - b.dueAt : 0)
}

function isSpent({ attempt }: QueuedDelivery, now: number): boolean {
  return nextAttemptAt({ attempt, now, random: 0.5, retryAfterSeconds: null }) === null
}

function isFresh(delivery: QueuedDelivery): boolean {
  return delivery.attempt === 0 && (ALERT_TYPES as readonly string[]).includes(delivery.type)
}

/** Alerts without a try that wait only for alerts in the same digest. */
function mergeableOf(queued: readonly QueuedDelivery[], gathering: QueuedDelivery | null): QueuedDelivery[] {
  const blocked = new Set<string>()
  const mergeable: QueuedDelivery[] = []
  for (const delivery of queued) {
    const monitorId = delivery.monitorId
    if (monitorId === null) continue
    if (delivery.headDigestId !== null && delivery.headDigestId !== gathering?.id) blocked.add(monitorId)
    if (!isFresh(delivery) || delivery.waitsForTried) blocked.add(monitorId)
    if (!blocked.has(monitorId)) mergeable.push(delivery)
  }
  return mergeable
}

function clamp(at: number, now: number): number {
  return Math.min(Math.max(at, now + DEFER_MIN_MS), now + DEFER_MAX_MS)
}
