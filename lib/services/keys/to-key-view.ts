import type { HeartbeatKeyView } from '@/lib/contract/heartbeat-keys'
import type { HeartbeatKeyRow } from '@/lib/db/queries/monitor-rows'
import type { ServiceContext } from '../context'
import { heartbeatUrl, openHeartbeatKey } from './heartbeat-url'

export function toKeyView({ keyring, workspaceId, baseUrl }: ServiceContext, row: HeartbeatKeyRow): HeartbeatKeyView {
  const { monitorId, ciphertext } = row
  return {
    id: row.id,
    label: row.label,
    signal: row.signal as HeartbeatKeyView['signal'],
    step: row.step,
    url: heartbeatUrl(baseUrl, openHeartbeatKey(keyring, { workspaceId, monitorId, ciphertext })),
  }
}
