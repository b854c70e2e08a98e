import type { Keyring } from '@/lib/base/secrets'
import type { StoredConfig } from '@/lib/notify/channel-kind'
import { kindOf } from '@/lib/notify/kind-of'
import { maskedConfig } from '@/lib/notify/masked-config'
import { type ChannelRef, encryptSecret, secretContext } from './encrypt-secret'

/** The stored target of a channel: the config with its secret masked, and the whole secret, encrypted. */
export interface StoredTarget<T> {
  config: T
  secretCiphertext: Uint8Array<ArrayBuffer> | null
}

/** Moves the secret out of a config and encrypts it; the config of a kind without one does not change. */
export function encryptConfig<T extends StoredConfig>(
  keyring: Keyring,
  { kind, ...channel }: ChannelRef & { kind: string },
  config: T,
): StoredTarget<T> {
  const secret = config[kindOf(kind)?.secretField?.name ?? '']
  if (typeof secret !== 'string') return { config, secretCiphertext: null }
  return { config: maskedConfig(kind, config) as T, secretCiphertext: encryptSecret(keyring, channel, secret) }
}

interface StoredChannel {
  kind: string
  config: unknown
  secretCiphertext: Uint8Array | null
}

/**
 * The config with its whole secret. A secret from an earlier version is not encrypted and is in the config until the
 * next start.
 * @throws Error when no secret of the keyring can decrypt it, or it was encrypted for another channel.
 */
export function openConfig(
  keyring: Keyring,
  { kind, config, secretCiphertext, ...channel }: ChannelRef & StoredChannel,
): StoredConfig {
  const stored = config as StoredConfig
  const secretField = kindOf(kind)?.secretField
  if (!secretField || secretCiphertext === null) return stored
  return { ...stored, [secretField.name]: keyring.decrypt(secretCiphertext, secretContext(channel)) }
}

/**
 * Like `openConfig`, but null if it cannot be decrypted: its deliveries report that, and its page must
 * still open, because a new secret can be set there.
 */
export function openConfigOrNull(
  keyring: Keyring,
  { id: channelId, workspaceId, kind, config, secretCiphertext }: StoredChannel & { workspaceId: string; id: string },
): StoredConfig | null {
  try {
    return openConfig(keyring, { workspaceId, channelId, kind, config, secretCiphertext })
  } catch {
    return null
  }
}
