import { randomUUID } from 'node:crypto'
import type { PoolClient } from 'pg'
import { newId } from '@/lib/base/ids'
import { toPublicId } from '@/lib/contract/ids'
import { type DeadLetter, deadLetterDeliveries, deferDeliveries } from '@/lib/db/sender/defer-deliveries'
import { type ChannelQueue, loadQueues } from '@/lib/db/sender/load-queues'
import { type LockedChannel, lockChannels } from '@/lib/db/sender/lock-channels'
import { type LeasedDelivery, saveClaims } from '@/lib/db/sender/save-claims'
import { type DigestToSave, saveDigests } from '@/lib/db/sender/save-digests'
import { withTransaction } from '@/lib/db/transaction'
import type { Target } from '@/lib/notify/channel-kind'
import { kindsOf, type SenderContext } from './context'
import { LEASE_MS, STORM_WINDOW_MS } from './limits'
import { makeBodies } from './make-bodies'
import { ALERT_TYPES, type ChannelPlan, planChannel } from './plan-channel'
import { isEncryptedElsewhere, targetOf } from './target-of'

export interface WantedChannel {
  workspaceId: string
  channelId: string
  slots: number
}

export interface ClaimedDelivery extends LeasedDelivery {
  channelId: string
  target: Target
}

const NO_QUEUE: ChannelQueue = { queued: [], recentCount: 0 }

/**
 * Claims due deliveries of these channels, up to their free slots. Channels that another sender has
 * locked are left out. It also turns storms into digests, defers deliveries that must wait, and
 * stores the body of a first try before any sender sends it. Deliveries that need a secret of
 * another process are left to that process, and `onUnable` is called. One transaction, bulk
 * statements.
 */
export function claimDeliveries(
  ctx: SenderContext,
  wanted: readonly WantedChannel[],
  { onUnable = () => {} }: { onUnable?: (channel: { workspaceId: string; channelId: string }) => void } = {},
): Promise<ClaimedDelivery[]> {
  return withTransaction(ctx.pool, async (client) => {
    const channels = await lockChannels(client, wanted)
    const queues = await loadQueues(client, channels, { alertTypes: ALERT_TYPES, windowMs: STORM_WINDOW_MS })
    const slots = new Map(wanted.map((w) => [w.channelId, w.slots]))
    const plans = channels.map((channel) => ({
      channel,
      plan: planChannel(queues.get(channel.channelId) ?? NO_QUEUE, {
        now: channel.now,
        lastDigestAt: channel.lastDigestAt,
        slots: slots.get(channel.channelId) ?? 0,
        newDigestId: newId(),
      }),
    }))
    await savePlans(client, plans)
    return claim(ctx, { client, plans, onUnable })
  })
}

type Planned = { channel: LockedChannel; plan: ChannelPlan }

async function savePlans(client: PoolClient, plans: readonly Planned[]): Promise<void> {
  const digests = plans.flatMap(({ channel, plan }): DigestToSave[] => {
    if (plan.digest === null) return []
    const { workspaceId, channelId } = channel
    return [{ workspaceId, channelId, digestId: plan.digest.id, ...plan.digest }]
  })
  const deferred = plans.flatMap(({ channel, plan }) =>
    plan.defer.map((p) => ({ ...p, workspaceId: channel.workspaceId })),
  )
  const deadLetters = plans.flatMap(({ channel, plan }) =>
    plan.exhausted.map((id) => ({
      workspaceId: channel.workspaceId,
      channelId: channel.channelId,
      id,
      reason: 'The sender stopped during the last try; whether it arrived is not known.',
    })),
  )
  if (digests.length > 0) await saveDigests(client, digests)
  if (deferred.length > 0) await deferDeliveries(client, deferred)
  if (deadLetters.length > 0) await deadLetterDeliveries(client, deadLetters)
}

async function claim(
  ctx: SenderContext,
  {
    client,
    plans,
    onUnable,
  }: { client: PoolClient; plans: readonly Planned[]; onUnable: (channel: LockedChannel) => void },
): Promise<ClaimedDelivery[]> {
  const targets = new Map<string, Omit<Target, 'settled'>>()
  const failed: DeadLetter[] = []
  for (const { channel, plan } of plans) {
    if (plan.claim.length === 0) continue
    if (!kindsOf(ctx.settings).includes(channel.kind)) {
      onUnable(channel)
      continue
    }
    try {
      targets.set(channel.channelId, targetOf(ctx, channel))
    } catch (error) {
      const { workspaceId, channelId } = channel
      if (isEncryptedElsewhere(ctx.keyring, channel)) {
        onUnable(channel)
        continue
      }
      ctx.log.error({ err: error, channelId: toPublicId('chn', channelId) }, 'a channel cannot be sent to')
      const reason = 'The channel cannot be sent to.'
      failed.push(...plan.claim.map(({ id }) => ({ workspaceId, channelId, id, reason })))
    }
  }
  const wanted = plans
    .filter(({ channel }) => targets.has(channel.channelId))
    .flatMap(({ channel, plan }) => plan.claim.map((delivery) => ({ channel, delivery })))
  const fresh = wanted.filter(({ delivery }) => !delivery.hasBody)
  const made = await makeBodies(ctx, {
    client,
    refs: fresh.map(({ channel: { workspaceId, channelId }, delivery: { id, type } }) => ({
      workspaceId,
      channelId,
      id,
      type,
    })),
  })
  failed.push(...made.failed)
  if (failed.length > 0) await deadLetterDeliveries(client, failed)
  const leftOut = new Set([...failed.map((f) => f.id), ...made.waiting])
  const claims = wanted.flatMap(({ channel: { workspaceId }, delivery: { id } }) =>
    leftOut.has(id) ? [] : [{ workspaceId, id, token: randomUUID(), body: made.bodies.get(id) ?? null }],
  )
  if (claims.length === 0) return []
  const channelOf = new Map(wanted.map(({ channel, delivery }) => [delivery.id, channel.channelId]))
  const leased = await saveClaims(client, claims, { leaseMs: LEASE_MS })
  return leased.map((delivery) => {
    const channelId = channelOf.get(delivery.id)!
    return { ...delivery, channelId, target: { ...targets.get(channelId)!, settled: delivery.recipients ?? {} } }
  })
}
