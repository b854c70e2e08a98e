import { maskedUrl } from '@/lib/base/masked-url'
import type { Keyring } from '@/lib/base/secrets'

interface ChannelRef {
  workspaceId: string
  channelId: string
}

/** What is stored of where a channel leads: what may be shown to anybody, and the whole URL of a webhook, sealed. */
export interface StoredTarget<T> {
  config: T
  urlCiphertext: Uint8Array<ArrayBuffer> | null
}

/** Binds a sealed URL to its channel, and to being its URL. */
const urlContext = ({ workspaceId, channelId }: ChannelRef) => `channel-url:${workspaceId}${channelId}`

/** Takes the URL of a webhook out of its config; what has none stays as it is. */
export function encryptConfig<T extends object>(keyring: Keyring, channel: ChannelRef, config: T): StoredTarget<T> {
  if (!('url' in config) || typeof config.url !== 'string') return { config, urlCiphertext: null }
  return { config: { ...config, url: maskedUrl(config.url) }, urlCiphertext: encryptUrl(keyring, channel, config.url) }
}

export function encryptUrl(keyring: Keyring, channel: ChannelRef, url: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(keyring.encrypt(url, urlContext(channel)))
}

/**
 * The whole URL of a webhook; what a version before this one has stored stands open in its config until the next start.
 * @throws Error when no secret of the ring opens it, or it was sealed for another channel.
 */
export function openUrl(
  keyring: Keyring,
  { config, urlCiphertext, ...channel }: ChannelRef & { config: unknown; urlCiphertext: Uint8Array | null },
): string {
  if (urlCiphertext !== null) return keyring.decrypt(urlCiphertext, urlContext(channel))
  return String((config as { url?: unknown }).url)
}

interface ChannelRow {
  workspaceId: string
  id: string
  config: unknown
  urlCiphertext: Uint8Array | null
}

/**
 * As `openUrl`, null where it cannot be opened: its deliveries say so, and its page has to open all the same, since there a
 * new one can be given.
 */
export function urlOf(
  keyring: Keyring,
  { id: channelId, workspaceId, config, urlCiphertext }: ChannelRow,
): string | null {
  try {
    return openUrl(keyring, { workspaceId, channelId, config, urlCiphertext })
  } catch {
    return null
  }
}
