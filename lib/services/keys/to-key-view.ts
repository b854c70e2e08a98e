import type { HeartbeatKeyView } from '@/lib/contract/heartbeat-keys'
import { toPublicId, toPublicIdOrNull } from '@/lib/contract/ids'
import type { HeartbeatKeyRow } from '@/lib/db/queries/heartbeat-key-rows'
import type { ServiceContext } from '../context'
import { iso, isoOrNull } from '../instants'
import { decryptHeartbeatKey, heartbeatUrl } from './heartbeat-url'

export function toKeyView({ keyring, workspaceId, baseUrl }: ServiceContext, row: HeartbeatKeyRow): HeartbeatKeyView {
  const { monitorId, ciphertext } = row
  return {
    id: toPublicId('hbk', row.id),
    label: row.label,
    signal: row.signal as HeartbeatKeyView['signal'],
    step: row.step,
    url: heartbeatUrl(baseUrl, decryptHeartbeatKey(keyring, { workspaceId, monitorId, ciphertext })),
    createdAt: iso(row.createdAt),
    disabledAt: isoOrNull(row.disabledAt),
    retiresAt: isoOrNull(row.retiresAt),
    replacesId: toPublicIdOrNull('hbk', row.replacesId),
    lastUsedAt: isoOrNull(row.lastUsedAt),
    lastUsedIp: row.lastUsedIp,
    refusedAt: isoOrNull(row.refusedAt),
    refusedIp: row.refusedIp,
    refusedFor: row.refusedFor as HeartbeatKeyView['refusedFor'],
    refusedCount: row.refusedCount,
  }
}
