import type { Target } from '@/lib/notify/send-message'
import { openUrl } from '../channels/channel-url'
import type { SenderContext } from './context'

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

/** What tries to one destination are counted under: a webhook's host and port, which are shown, the one mail server. */
export function destinationOf({ kind, config }: Pick<StoredChannel, 'kind' | 'config'>): string {
  if (kind !== 'webhook') return kind
  const url = String(config.url)
  return URL.canParse(url) ? new URL(url).host : url
}
