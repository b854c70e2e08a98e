import type { ChannelView } from '@/lib/contract/channels'
import { toPublicId } from '@/lib/contract/ids'
import type { StoredConfig } from '@/lib/notify/channel-kind'
import { maskedConfig } from '@/lib/notify/masked-config'
import { can, type ServiceContext } from '../context'
import { iso, isoOrNull } from '../instants'
import { openConfigOrNull } from './channel-config'

interface ChannelRow {
  workspaceId: string
  id: string
  kind: string
  name: string
  config: unknown
  secretCiphertext: Uint8Array | null
  lastError: string | null
  lastErrorAt: Date | null
  failingSince: Date | null
  oldSecretUntil: Date | null
  createdAt: Date
  updatedAt: Date
}

/** A channel as the actor may see it. Only actors who may change it see the whole secret of its config. */
export function toChannelView(ctx: ServiceContext, row: ChannelRow): ChannelView {
  return {
    id: toPublicId('chn', row.id),
    kind: row.kind as ChannelView['kind'],
    name: row.name,
    config: configFor(ctx, row),
    lastError: row.lastError,
    lastErrorAt: isoOrNull(row.lastErrorAt),
    failingSince: isoOrNull(row.failingSince),
    oldSecretUntil: isoOrNull(row.oldSecretUntil),
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
  }
}

function configFor(ctx: ServiceContext, row: ChannelRow): ChannelView['config'] {
  const whole = can(ctx, 'channel.edit') ? openConfigOrNull(ctx.keyring, row) : null
  return (whole ?? maskedConfig(row.kind, row.config as StoredConfig)) as ChannelView['config']
}
