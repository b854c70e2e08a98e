import type { DeliveryView } from '@/lib/contract/deliveries'
import { toPublicId, toPublicIdOrNull } from '@/lib/contract/ids'
import type { DeliveryRow } from '@/lib/db/queries/delivery-rows'
import { iso, isoOrNull } from '../instants'

export function toDeliveryView(row: DeliveryRow): DeliveryView {
  return {
    id: toPublicId('dlv', row.id),
    type: row.type,
    state: row.state as DeliveryView['state'],
    channelId: toPublicId('chn', row.channelId),
    channelName: row.channelName,
    channelKind: row.channelKind as DeliveryView['channelKind'],
    monitorId: toPublicIdOrNull('mon', row.monitorId),
    monitorName: row.monitorName,
    runId: toPublicIdOrNull('run', row.runId),
    digestId: toPublicIdOrNull('dlv', row.digestId),
    attempt: row.attempt,
    nextAttemptAt: row.state === 'pending' ? iso(row.nextAttemptAt) : null,
    waitsFor: waitsFor(row),
    channelFailingSince: isoOrNull(row.channelFailingSince),
    log: row.log,
    createdAt: iso(row.createdAt),
    endedAt: isoOrNull(row.endedAt),
  }
}

/** What a delivery waits for; of several things the first one. Null: nothing. */
function waitsFor(row: DeliveryRow): DeliveryView['waitsFor'] {
  if (row.state !== 'pending') return null
  if (row.digestId !== null || row.type === 'digest') return row.attempt > 0 ? 'retry' : 'digest'
  if (row.isBehind) return 'earlier'
  if (row.attempt > 0) return 'retry'
  return row.isDue ? 'sender' : 'digest'
}
