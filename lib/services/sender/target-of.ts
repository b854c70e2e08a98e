import type { Target } from '@/lib/notify/channel-kind'
import { requireKind } from '@/lib/notify/kind-of'
import { openConfig } from '../channels/channel-config'
import type { Place } from './concurrency-limiter'
import type { SenderContext } from './context'

export interface StoredChannel {
  workspaceId: string
  channelId: string
  kind: string
  config: Record<string, unknown>
  ciphertext: Buffer | null
  secretCiphertext: Buffer | null
  oldCiphertext: Buffer | null
}

/** The target of a stored channel. @throws Error when its secret cannot be decrypted or its kind is unknown. */
export function targetOf(
  { keyring, settings }: Pick<SenderContext, 'keyring' | 'settings'>,
  { workspaceId, channelId, kind, config, ciphertext, oldCiphertext, secretCiphertext }: StoredChannel,
): Omit<Target, 'settled'> {
  const { hasSigningSecret } = requireKind(kind)
  if (hasSigningSecret && ciphertext === null) throw new Error('The channel has no signing secret.')
  const ciphertexts = hasSigningSecret ? [ciphertext, oldCiphertext].filter((one) => one !== null) : []
  const signingSecrets = ciphertexts.map((one) => keyring.decrypt(one, workspaceId + channelId))
  const whole = openConfig(keyring, { workspaceId, channelId, kind, config, secretCiphertext })
  return { kind, config: whole, signingSecrets, settings }
}

/** A nonce and a tag: a shorter value is not encrypted with any secret. */
const MIN_ENCRYPTED_BYTES = 28

/**
 * Whether the secrets of a channel that we cannot decrypt may belong to another process: no secret
 * of our keyring encrypted them. If one of ours did, they are damaged for every process.
 */
export function isEncryptedElsewhere(
  { heads }: Pick<SenderContext['keyring'], 'heads'>,
  {
    ciphertext,
    oldCiphertext,
    secretCiphertext,
  }: Pick<StoredChannel, 'ciphertext' | 'oldCiphertext' | 'secretCiphertext'>,
): boolean {
  return [ciphertext, oldCiphertext, secretCiphertext].some(
    (encrypted) =>
      encrypted !== null &&
      encrypted.length >= MIN_ENCRYPTED_BYTES &&
      !heads.some((head) => head.equals(encrypted.subarray(0, head.length))),
  )
}

/** The keys under which tries to a channel are counted. */
export function placeOf({
  workspaceId,
  channelId,
  kind,
  config,
}: Pick<StoredChannel, 'workspaceId' | 'channelId' | 'kind' | 'config'>): Place {
  return { workspaceId, channelId, ...requireKind(kind).placeOf(config) }
}
