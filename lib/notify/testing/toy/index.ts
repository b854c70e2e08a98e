import { z } from 'zod'
import { text } from '@/lib/contract/fields'
import type { ChannelKind, StoredConfig } from '../../channel-kind'

const MOST_ROOMS = 3

const server = text('Server', { max: 200 }).meta({ description: 'The address of the chat server.' })
const token = text('Token', { max: 100 })
const rooms = z.array(text('A room', { max: 40 }).regex(/^#/, { error: 'A room begins with #, such as #nights.' }))

const roomsOf = ({ rooms }: StoredConfig) => (Array.isArray(rooms) ? rooms.map(String) : [])

/** A chat with a token and rooms, for the test that a kind of channel is one folder. */
export const toy = {
  kind: 'toy',
  title: 'Toy chat',
  inWords: 'a toy chat',
  docs: 'architecture.md#one-list-for-each-kind-of-thing',
  config: z.strictObject({ server, token, rooms: rooms.min(1).max(MOST_ROOMS) }),
  shownConfig: z.strictObject({ server: z.string(), token: z.string(), rooms: z.array(z.string()) }),
  secretField: { name: 'token', mask: () => '••••' },
  hasSigningSecret: false,
  need: null,
  form: {
    namePlaceholder: 'night shift',
    fields: [
      { name: 'server', type: 'url', label: 'Server', description: 'Gets the alerts.', placeholder: 'https://chat' },
      { name: 'token', type: 'text', label: 'Token', description: 'Viewers see it masked.', placeholder: 'tok-1' },
      {
        name: 'rooms',
        type: 'texts',
        label: 'Rooms',
        description: `Up to ${MOST_ROOMS} rooms.`,
        placeholder: '#nights',
        most: MOST_ROOMS,
        separators: [','],
      },
    ],
  },
  goesTo: (config) => `${roomsOf(config).join(', ')} with ${config.token}`,
  // A room on another server is another recipient.
  recipientsOf: (config) => roomsOf(config).map((room) => `${config.server} ${room}`),
  async faultOf(config) {
    const isKnown = String(config.server).startsWith('http://')
    return isKnown ? null : { field: 'server', message: 'Toy chats speak http:// only.' }
  },
  placeOf: (config) => ({ host: String(config.server), hostTakes: 1 }),
  async send(message, target) {
    const { sendToy } = await import('./send')
    return sendToy(message, {
      server: String(target.config.server),
      token: String(target.config.token),
      rooms: roomsOf(target.config),
    })
  },
} as const satisfies ChannelKind
