import { maskedUrl } from '@/lib/base/masked-url'

interface ChannelRow {
  id: string
  kind: string
  name: string
  config: unknown
  ciphertext: Uint8Array | null
}

/** The fields of a channel for the audit log: a webhook's URL is masked, and secrets are left out. */
export function auditedChannel({ kind, name, config, ciphertext }: ChannelRow): Record<string, unknown> {
  return { kind, name, config: masked(config), ...(ciphertext && { secret: '••••' }) }
}

export const channelTarget = ({ id, name }: ChannelRow) => ({ kind: 'channel', id, label: name }) as const

function masked(config: unknown): unknown {
  if (typeof config !== 'object' || config === null || !('url' in config)) return config
  return { ...config, url: maskedUrl(String(config.url)) }
}
