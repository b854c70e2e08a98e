import { z } from 'zod'
import { text } from '@/lib/contract/fields'
import type { ChannelKind, StoredConfig } from '../channel-kind'

const MOST_ADDRESSES = 20
/** Connections to the one mail server. */
const MAILS_AT_ONCE = 8

const address = text('An address', { max: 254 }).regex(/^[^\s@<>,;"()]+@[^\s@<>,;"()]+$/, {
  error: 'Every entry of `to` must be one e-mail address, such as ada@example.com.',
})

const config = z.strictObject({ to: z.array(address).min(1).max(MOST_ADDRESSES) })

const addressesOf = ({ to }: StoredConfig) => (Array.isArray(to) ? to.map(String) : [])

/** Mail to up to 20 addresses, each with a result of its own. */
export const email = {
  kind: 'email',
  title: 'E-mail',
  inWords: 'e-mail',
  docs: 'alerts.md#mail',
  config,
  shownConfig: config,
  secretField: null,
  hasSigningSecret: false,
  need: {
    isMet: ({ smtpUrl }) => smtpUrl !== null,
    missing: 'no mail server is set (SMTP_URL)',
    awaited: 'a worker with a mail server (SMTP_URL)',
    unsent: 'No worker can send mail: SMTP_URL is not set.',
  },
  form: {
    namePlaceholder: 'team',
    fields: [
      {
        name: 'to',
        type: 'texts',
        label: 'To',
        description: `Up to ${MOST_ADDRESSES} addresses; Enter after each.`,
        placeholder: 'ada@example.com',
        most: MOST_ADDRESSES,
        separators: [',', ' ', ';'],
      },
    ],
  },
  goesTo: (stored) => addressesOf(stored).join(', '),
  recipientsOf: (stored) => addressesOf(stored).map((to) => to.toLowerCase()),
  faultOf: async () => null,
  placeOf: () => ({ host: 'email', hostTakes: MAILS_AT_ONCE }),
  async send(message, { config: stored, settings: { smtpUrl, mailFrom: from, mailDomain: domain }, settled }) {
    const { sendEmail } = await import('./send')
    return sendEmail(message, { to: addressesOf(stored), settled, smtpUrl, from, domain })
  },
} as const satisfies ChannelKind
