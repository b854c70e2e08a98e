interface ChannelRow {
  id: string
  kind: string
  name: string
  config: unknown
  ciphertext: Uint8Array | null
}

/** What the audit log keeps of a channel. A webhook's address may carry a token: only its host is told, and no secret ever. */
export function auditedChannel({ kind, name, config, ciphertext }: ChannelRow): Record<string, unknown> {
  return { kind, name, config: masked(config), ...(ciphertext && { secret: '••••' }) }
}

export const channelTarget = ({ id, name }: ChannelRow) => ({ kind: 'channel', id, label: name }) as const

function masked(config: unknown): unknown {
  if (typeof config !== 'object' || config === null || !('url' in config)) return config
  const { url } = config
  return { ...config, url: typeof url === 'string' && URL.canParse(url) ? `${new URL(url).origin}/••••` : '••••' }
}
