import type { StoredConfig } from '@/lib/notify/channel-kind'
import { maskedConfig } from '@/lib/notify/masked-config'

interface ChannelRow {
  id: string
  kind: string
  name: string
  config: unknown
  ciphertext: Uint8Array | null
}

/** The fields of a channel for the audit log: the secret of its config is masked, and other secrets are left out. */
export function auditedChannel({ kind, name, config, ciphertext }: ChannelRow): Record<string, unknown> {
  return { kind, name, config: maskedConfig(kind, config as StoredConfig), ...(ciphertext && { secret: '••••' }) }
}

export const channelTarget = ({ id, name }: ChannelRow) => ({ kind: 'channel', id, label: name }) as const
