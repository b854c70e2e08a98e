import type { Keyring } from '@/lib/base/secrets'
import type { StoredConfig } from '@/lib/notify/channel-kind'
import { kindOf } from '@/lib/notify/kind-of'
import { maskedConfig } from '@/lib/notify/masked-config'
import { type ChannelRef, encryptSecret, secretContext } from './encrypt-secret'

/** The stored target of a channel: the config with its secret masked, and the whole secret, encrypted. */
export interface StoredTarget<T> {
  config: T
  urlCiphertext: Uint8Array<ArrayBuffer> | null
}

/** Moves the secret out of a config and encrypts it; the config of a kind without one does not change. */
export function encryptConfig<T extends StoredConfig>(
  keyring: Keyring,
  { kind, ...channel }: ChannelRef & { kind: string },
  config: T,
): StoredTarget<T> {
  const secret = config[kindOf(kind)?.secretField?.name ?? '']
  if (typeof secret !== 'string') return { config, urlCiphertext: null }
  return { config: maskedConfig(kind, config) as T, urlCiphertext: encryptSecret(keyring, channel, secret) }
}

interface StoredChannel {
  kind: string
  config: unknown
  urlCiphertext: Uint8Array | null
}

/**
 * The config with its whole secret. A secret from an earlier version is not encrypted and is in the config until the
 * next start.
 * @throws Error when no secret of the keyring can decrypt it, or it was encrypted for another channel.
 */
export function openConfig(
  keyring: Keyring,
  { kind, config, urlCiphertext, ...channel }: ChannelRef & StoredChannel,
): StoredConfig {
  const stored = config as StoredConfig
  const secretField = kindOf(kind)?.secretField
  if (!secretField || urlCiphertext === null) return stored
  return { ...stored, [secretField.name]: keyring.decrypt(urlCiphertext, secretContext(channel)) }
}

/**
 * Like `openConfig`, but null if it cannot be decrypted: its deliveries report that, and its page must
 * still open, because a new secret can be set there.
 */
export function openConfigOrNull(
  keyring: Keyring,
  { id: channelId, workspaceId, kind, config, urlCiphertext }: StoredChannel & { workspaceId: string; id: string },
): StoredConfig | null {
  try {
    return openConfig(keyring, { workspaceId, channelId, kind, config, urlCiphertext })
  } catch {
    return null
  }
}
