import type { Target } from '@/lib/notify/send-message'
import { openUrl } from '../channels/channel-url'
import type { Place } from './concurrency-limiter'
import type { SenderContext } from './context'
import { MAILS_AT_ONCE } from './limits'

export interface StoredChannel {
  workspaceId: string
  channelId: string
  kind: string
  config: Record<string, unknown>
  ciphertext: Buffer | null
  urlCiphertext: Buffer | null
  oldCiphertext: Buffer | null
}

/** The target of a stored channel. @throws Error when its secret cannot be decrypted or its kind is unknown. */
export function targetOf(
  { keyring, settings }: Pick<SenderContext, 'keyring' | 'settings'>,
  { workspaceId, channelId, kind, config, ciphertext, oldCiphertext, urlCiphertext }: StoredChannel,
): Target {
  switch (kind) {
    case 'webhook': {
      if (ciphertext === null) throw new Error('The channel has no signing secret.')
      const ciphertexts = oldCiphertext === null ? [ciphertext] : [ciphertext, oldCiphertext]
      const secrets = ciphertexts.map((one) => keyring.decrypt(one, workspaceId + channelId))
      const url = openUrl(keyring, { workspaceId, channelId, config, urlCiphertext })
      return { kind, config: { url, secrets, allowPrivate: settings.allowPrivateWebhooks } }
    }
    case 'email': {
      const to = Array.isArray(config.to) ? config.to.map(String) : []
      const { smtpUrl, mailFrom: from, mailDomain: domain } = settings
      return { kind, config: { to, smtpUrl, from, domain } }
    }
    default:
      throw new Error(`Lubdub cannot send to a channel of kind ${kind}.`)
  }
}

/** A nonce and a tag: a shorter value is not encrypted with any secret. */
const MIN_ENCRYPTED_BYTES = 28

/**
 * Whether the secrets of a channel that we cannot decrypt may belong to another process: no secret
 * of our keyring encrypted them. If one of ours did, they are damaged for every process.
 */
export function isEncryptedElsewhere(
  { heads }: Pick<SenderContext['keyring'], 'heads'>,
  { ciphertext, oldCiphertext, urlCiphertext }: Pick<StoredChannel, 'ciphertext' | 'oldCiphertext' | 'urlCiphertext'>,
): boolean {
  return [ciphertext, oldCiphertext, urlCiphertext].some(
    (encrypted) =>
      encrypted !== null &&
      encrypted.length >= MIN_ENCRYPTED_BYTES &&
      !heads.some((head) => head.equals(encrypted.subarray(0, head.length))),
  )
}

/**
 * The keys under which tries to a channel are counted: a webhook's host and port, which are public,
 * or the one mail server.
 */
export function placeOf({
  workspaceId,
  channelId,
  kind,
  config,
}: Pick<StoredChannel, 'workspaceId' | 'channelId' | 'kind' | 'config'>): Place {
  if (kind !== 'webhook') return { workspaceId, channelId, host: kind, hostTakes: MAILS_AT_ONCE }
  const url = String(config.url)
  return { workspaceId, channelId, host: URL.canParse(url) ? new URL(url).host : url }
}
