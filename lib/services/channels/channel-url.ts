import { maskedUrl } from '@/lib/base/masked-url'
import type { Keyring } from '@/lib/base/secrets'

interface ChannelRef {
  workspaceId: string
  channelId: string
}

/** The stored target of a channel: the public config, and the whole URL of a webhook, encrypted. */
export interface StoredTarget<T> {
  config: T
  urlCiphertext: Uint8Array<ArrayBuffer> | null
}

/** Binds an encrypted URL to its channel and to its purpose. */
const urlContext = ({ workspaceId, channelId }: ChannelRef) => `channel-url:${workspaceId}${channelId}`

/** Moves the URL of a webhook out of its config and encrypts it; a config without a URL does not change. */
export function encryptConfig<T extends object>(keyring: Keyring, channel: ChannelRef, config: T): StoredTarget<T> {
  if (!('url' in config) || typeof config.url !== 'string') return { config, urlCiphertext: null }
  return { config: { ...config, url: maskedUrl(config.url) }, urlCiphertext: encryptUrl(keyring, channel, config.url) }
}

export function encryptUrl(keyring: Keyring, channel: ChannelRef, url: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(keyring.encrypt(url, urlContext(channel)))
}

/**
 * The whole URL of a webhook. A URL from an earlier version is not encrypted and is in the config
 * until the next start.
 * @throws Error when no secret of the keyring can decrypt it, or it was encrypted for another
 * channel.
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
 * Like `openUrl`, but null if it cannot be decrypted: its deliveries report that, and its page must
 * still open, because a new URL can be set there.
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
