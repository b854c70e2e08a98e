import { z } from 'zod'
import { isMaskedUrl } from '@/lib/base/masked-url'
import { instant, seconds, text } from './fields'
import { idInput, idView } from './id-shapes'
import { pageOf, pageQueryBy } from './paging'

const name = text('Name', { max: 100 })

const url = text('URL', { max: 2_000 })
  .superRefine((value, ctx) => {
    const advice = webhookUrlAdvice(value)
    if (advice) ctx.addIssue({ code: 'custom', message: advice })
  })
  .meta({
    format: 'uri',
    description:
      'Called with POST. Addresses that the sender would not connect to are refused: private and reserved addresses, names that lead to one, ports of other protocols.',
  })

function webhookUrlAdvice(value: string): string | null {
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

const address = text('An address', { max: 254 }).regex(/^[^\s@<>,;"()]+@[^\s@<>,;"()]+$/, {
  error: 'Every entry of `to` must be one e-mail address, such as ada@example.com.',
})

const webhookConfig = z.strictObject({ url })
const emailConfig = z.strictObject({ to: z.array(address).min(1).max(20) })

const shownUrl = z.string().meta({
  format: 'uri',
  description:
    'The whole URL for those who may change channels: owners, admins, members, and keys that write. For everybody else its origin and, of a path of 13 characters or more, the last four: https://hooks.example.com/…a1b2.',
})

export const createChannelInput = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('webhook'), name, config: webhookConfig }),
    z.strictObject({ kind: z.literal('email'), name, config: emailConfig }),
  ])
  .meta({ id: 'CreateChannel' })

/** The kind stays; a config is replaced as a whole and must match the kind, which is checked when the kind is known. */
export const updateChannelInput = z
  .strictObject({ name: name.optional(), config: z.unknown().optional().meta({ description: 'As at creation.' }) })
  .meta({ id: 'UpdateChannel' })

export const updateChannelVerb = updateChannelInput.extend({ channelId: idInput('chn') })

export const channelConfigs = {
  webhook: z.object({ config: webhookConfig }),
  email: z.object({ config: emailConfig }),
}

export const listChannelsQuery = z.strictObject(pageQueryBy('chn'))

export const channelView = z
  .object({
    id: idView('chn'),
    kind: z.enum(['webhook', 'email']),
    name: z.string(),
    config: z.union([z.strictObject({ url: shownUrl }), emailConfig]),
    lastError: z.string().nullable().meta({ description: 'Why the last delivery failed. Null: it did not fail.' }),
    lastErrorAt: instant.nullable(),
    failingSince: instant.nullable().meta({
      description: 'Since when deliveries fail. Null: the last delivery arrived, or there was none.',
    }),
    oldSecretUntil: instant.nullable().meta({
      description: 'Until when the previous secret signs as well. Null: there is one secret, or none.',
    }),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Channel' })

export const createdChannelView = channelView
  .extend({
    secret: z.string().optional().meta({ description: 'A webhook’s signing secret, shown only once.' }),
  })
  .meta({ id: 'CreatedChannel' })

export const rotateSecretInput = z
  .strictObject({
    overlapSeconds: seconds('Overlap', { min: 0 })
      .max(2_592_000, { error: 'Overlap may be at most 2592000 seconds, 30 days.' })
      .default(86_400)
      .meta({ description: 'How long the replaced secret signs as well.' }),
  })
  .meta({ id: 'RotateSecret' })

export const rotateSecretVerb = rotateSecretInput.extend({ channelId: idInput('chn') })

export const channelList = pageOf(channelView).meta({ id: 'ChannelList' })

export const testedChannel = z.object({ deliveryId: idView('dlv') }).meta({ id: 'TestedChannel' })

export const channelRef = z.strictObject({ channelId: idInput('chn') })

export type CreateChannelInput = z.input<typeof createChannelInput>
export type UpdateChannelInput = z.input<typeof updateChannelInput>
export type ListChannelsQuery = z.input<typeof listChannelsQuery>
export type ChannelView = z.output<typeof channelView>
export type CreatedChannelView = z.output<typeof createdChannelView>
