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

/** A stored channel, ready to send to. @throws Error when its secret cannot be opened or its kind is unknown. */
export function targetOf(
  { keyring, settings }: Pick<SenderContext, 'keyring' | 'settings'>,
  { workspaceId, channelId, kind, config, ciphertext, oldCiphertext, urlCiphertext }: StoredChannel,
): Target {
  switch (kind) {
    case 'webhook': {
      if (ciphertext === null) throw new Error('The channel has no signing secret.')
      const sealed = oldCiphertext === null ? [ciphertext] : [ciphertext, oldCiphertext]
      const secrets = sealed.map((one) => keyring.decrypt(one, workspaceId + channelId))
      const url = openUrl(keyring, { workspaceId, channelId, config, urlCiphertext })
      return { kind, config: { url, secrets, allowPrivate: settings.allowPrivateWebhooks } }
    }
    case 'email': {
      const to = Array.isArray(config.to) ? config.to.map(String) : []
      const { smtpUrl, mailFrom: from, mailDomain: domain } = settings
      return { kind, config: { to, smtpUrl, from, domain } }
    }
    default:
      throw new Error(`Nobody can send to a channel of kind ${kind}.`)
  }
}

/** Shorter than a nonce and a tag: no secret has made this. */
const SEALED_BYTES = 28

/**
 * Whether a channel's secrets, which did not open, may be another process's to open: none of this ring's secrets has sealed
 * them. What one of ours has sealed is broken for everybody.
 */
export function isEncryptedElsewhere(
  { heads }: Pick<SenderContext['keyring'], 'heads'>,
  { ciphertext, oldCiphertext, urlCiphertext }: Pick<StoredChannel, 'ciphertext' | 'oldCiphertext' | 'urlCiphertext'>,
): boolean {
  return [ciphertext, oldCiphertext, urlCiphertext].some(
    (sealed) =>
      sealed !== null &&
      sealed.length >= SEALED_BYTES &&
      !heads.some((head) => head.equals(sealed.subarray(0, head.length))),
  )
}

/** What tries to a channel are counted under: a webhook's host and port, which are shown, or the one mail server. */
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
