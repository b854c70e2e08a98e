import type { ChannelView } from '@/lib/contract/channels'
import { iso, isoOrNull } from '../instants'

interface ChannelRow {
  id: string
  kind: string
  name: string
  config: unknown
  lastError: string | null
  lastErrorAt: Date | null
  oldSecretUntil: Date | null
  createdAt: Date
  updatedAt: Date
}

export function toChannelView(row: ChannelRow): ChannelView {
  return {
    id: row.id,
    kind: row.kind as ChannelView['kind'],
    name: row.name,
    config: row.config as ChannelView['config'],
    lastError: row.lastError,
    lastErrorAt: isoOrNull(row.lastErrorAt),
    oldSecretUntil: isoOrNull(row.oldSecretUntil),
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
  }
}
