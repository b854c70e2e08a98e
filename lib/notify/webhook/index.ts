import { z } from 'zod'
import { isMaskedUrl, maskedUrl } from '@/lib/base/masked-url'
import { text } from '@/lib/contract/fields'
import type { ChannelKind } from '../channel-kind'
import { WEBHOOK } from './word'

const url = text('URL', { max: 2_000 })
  .superRefine((value, ctx) => {
    const advice = urlAdvice(value)
    if (advice) ctx.addIssue({ code: 'custom', message: advice })
  })
  .meta({
    format: 'uri',
    description:
      'Called with POST. Addresses that the sender would not connect to are refused: private and reserved addresses, names that lead to one, ports of other protocols.',
  })

function urlAdvice(value: string): string | null {
  if (!URL.canParse(value)) return 'URL must be a full address, such as https://example.com/hooks/lubdub.'
  const { protocol, username, password } = new URL(value)
  if (protocol !== 'https:' && protocol !== 'http:') return 'URL must begin with https:// or http://.'
  if (username || password)
    return 'URL must not contain a user name or password; receivers verify the signature instead.'
  if (isMaskedUrl(value)) {
    return 'This is the masked form of a URL; give the whole URL.'
  }
  return null
}

const shownUrl = z.string().meta({
  format: 'uri',
  description:
    'The whole URL for those who may change channels: owners, admins, members, and keys that write. For everybody else its origin and, of a path of 13 characters or more, the last four: https://hooks.example.com/…a1b2.',
})

/** A URL that gets each alert as signed JSON. Its URL is a secret: for many receivers it holds a token. */
export const webhook = {
  kind: WEBHOOK,
  title: 'Webhook',
  inWords: 'a webhook that gets signed JSON',
  docs: 'alerts.md#webhooks',
  config: z.strictObject({ url }),
  shownConfig: z.strictObject({ url: shownUrl }),
  secretField: { name: 'url', mask: maskedUrl },
  hasSigningSecret: true,
  need: null,
  form: {
    namePlaceholder: 'on-call hook',
    fields: [
      {
        name: 'url',
        type: 'url',
        label: 'URL',
        description: 'Gets each alert as JSON by POST, signed as in Standard Webhooks. Viewers see it masked.',
        placeholder: 'https://example.com/hooks/lubdub',
      },
    ],
  },
  goesTo: (config) => String(config.url),
  recipientsOf: () => [],
  async faultOf(config, { allowPrivateWebhooks: allowPrivate }) {
    const { addressFault } = await import('./check-address')
    const message = await addressFault(String(config.url), { allowPrivate })
    return message === null ? null : { field: 'url', message }
  },
  /** Its host and port, which are public: the host belongs to the receiver and has no limit of ours. */
  placeOf(config) {
    const shown = String(config.url)
    return { host: URL.canParse(shown) ? new URL(shown).host : shown }
  },
  async send(message, { config, signingSecrets: secrets, settings }) {
    const { sendWebhook } = await import('./send')
    return sendWebhook(message, { url: String(config.url), secrets, allowPrivate: settings.allowPrivateWebhooks })
  },
} as const satisfies ChannelKind
