import type { DeliveryView } from '@/lib/contract/deliveries'
import type { DeliveryRow } from '@/lib/db/queries/delivery-rows'
import { iso, isoOrNull } from '../instants'

export function toDeliveryView(row: DeliveryRow): DeliveryView {
  return {
    id: row.id,
    type: row.type,
    state: row.state as DeliveryView['state'],
    channelId: row.channelId,
    channelName: row.channelName,
    channelKind: row.channelKind as DeliveryView['channelKind'],
    monitorId: row.monitorId,
    monitorName: row.monitorName,
    runId: row.runId,
    digestId: row.digestId,
    attempt: row.attempt,
    nextAttemptAt: row.state === 'pending' ? iso(row.nextAttemptAt) : null,
    log: row.log,
    createdAt: iso(row.createdAt),
    endedAt: isoOrNull(row.endedAt),
  }
}
