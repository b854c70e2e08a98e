import { z } from 'zod'
import { KEY_ACCESSES } from '@/lib/core/access'
import { id, instant, seconds, text } from './fields'
import { pageOf, pageQueryBy } from './paging'

const access = z.enum(KEY_ACCESSES).meta({
  description:
    '`read` sees everything but heartbeat URLs; `write` changes monitors and channels as well; `provision` makes monitors and reads their heartbeat URLs, and nothing else.',
})

const LATER = 'When it stops working. Null: when it is revoked.'

export const apiKeyView = z
  .object({
    id: z.string(),
    name: z.string(),
    access,
    family: z.string().nullable().meta({ description: 'The only family that it is for. Null: all.' }),
    prefix: z.string().meta({ description: 'How the key begins; enough to tell it by.' }),
    state: z.enum(['active', 'retiring', 'expired', 'revoked']).meta({
      description: '`retiring`: it was replaced, and still works until `retiresAt`.',
    }),
    createdAt: instant,
    createdBy: z.object({ id: z.string(), email: z.string() }).nullable().meta({
      description: 'Null: the first start, or someone who is gone.',
    }),
    lastUsedAt: instant.nullable().meta({ description: 'To within ten minutes.' }),
    expiresAt: instant.nullable().meta({ description: LATER }),
    retiresAt: instant.nullable(),
    revokedAt: instant.nullable(),
    replacesId: z.string().nullable().meta({ description: 'The key whose place it took.' }),
  })
  .meta({ id: 'ApiKey' })

export const createdApiKeyView = apiKeyView
  .extend({ token: z.string().meta({ description: 'The key itself, told this once only.' }) })
  .meta({ id: 'CreatedApiKey' })

export const createApiKeyInput = z
  .strictObject({
    name: text('Name', { max: 100 }),
    access,
    family: text('Family', { max: 100 }).nullable().default(null),
    expiresAt: instant.nullable().default(null).meta({ description: LATER }),
  })
  .meta({ id: 'CreateApiKey' })

export const rotateApiKeyInput = z
  .strictObject({
    overlapSeconds: seconds('Overlap', { min: 0 })
      .max(2_592_000, { error: 'Overlap may be at most 2592000 seconds, 30 days.' })
      .default(86_400)
      .meta({ description: 'How long the key that is replaced still works.' }),
    expiresAt: instant
      .nullable()
      .optional()
      .meta({ description: `${LATER} Left out: it lives as long as the old one.` }),
  })
  .meta({ id: 'RotateApiKey' })

export const apiKeyRef = z.strictObject({ keyId: id })

export const rotateApiKeyVerb = rotateApiKeyInput.extend({ keyId: id })

export const listApiKeysQuery = z.strictObject(pageQueryBy('key'))

export const apiKeyList = pageOf(apiKeyView).meta({ id: 'ApiKeyList' })

export type ApiKeyView = z.output<typeof apiKeyView>
export type CreatedApiKeyView = z.output<typeof createdApiKeyView>
export type CreateApiKeyInput = z.input<typeof createApiKeyInput>
export type RotateApiKeyInput = z.input<typeof rotateApiKeyInput>
export type ListApiKeysQuery = z.input<typeof listApiKeysQuery>
