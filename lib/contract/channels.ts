import { z } from 'zod'
import { channelKinds } from '@/lib/notify/kinds'
import { instant, seconds, text } from './fields'
import { idInput, idView } from './id-shapes'
import { pageOf, pageQueryBy } from './paging'

/** One schema for each kind. */
function listOf<S>(schemaOf: (kind: (typeof channelKinds)[number]) => S): [S, ...S[]] {
  const [first, ...others] = channelKinds
  return [schemaOf(first), ...others.map(schemaOf)]
}

export const channelKind = z.enum(channelKinds.map(({ kind }) => kind))

const name = text('Name', { max: 100 })

export const createChannelInput = z
  .discriminatedUnion(
    'kind',
    listOf(({ kind, config }) => z.strictObject({ kind: z.literal(kind), name, config })),
  )
  .meta({ id: 'CreateChannel' })

/** The kind stays; a config is replaced as a whole and must match the kind, which is checked when the kind is known. */
export const updateChannelInput = z
  .strictObject({ name: name.optional(), config: z.unknown().optional().meta({ description: 'As at creation.' }) })
  .meta({ id: 'UpdateChannel' })

export const updateChannelVerb = updateChannelInput.extend({ channelId: idInput('chn') })

/** The config of a channel of this kind, as people enter it. */
export const configInputOf = (word: ChannelView['kind']) =>
  z.object({ config: channelKinds.find(({ kind }) => kind === word)!.config })

export const listChannelsQuery = z.strictObject(pageQueryBy('chn'))

export const channelView = z
  .object({
    id: idView('chn'),
    kind: channelKind,
    name: z.string(),
    config: z.union(listOf(({ shownConfig }) => shownConfig)),
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
