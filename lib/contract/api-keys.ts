import { z } from 'zod'
import { KEY_ACCESSES } from '@/lib/core/access'
import { instant, seconds, text } from './fields'
import { idInput, idView } from './id-shapes'
import { pageOf, pageQueryBy } from './paging'

const access = z.enum(KEY_ACCESSES).meta({
  description:
    '`read` can read everything but heartbeat URLs; `write` can also change monitors and channels; `provision` can only create monitors and read their heartbeat URLs.',
})

const LATER = 'When it stops working. Null: when it is revoked.'

export const apiKeyView = z
  .object({
    id: idView('key'),
    name: z.string(),
    access,
    family: z.string().nullable().meta({ description: 'The only family of the key. Null: all.' }),
    prefix: z.string().meta({ description: 'The beginning of the key, enough to recognise it.' }),
    state: z.enum(['active', 'retiring', 'expired', 'revoked']).meta({
      description: '`retiring`: it was replaced, and still works until `retiresAt`.',
    }),
    createdAt: instant,
    createdBy: z
      .object({ id: idView('usr'), email: z.string() })
      .nullable()
      .meta({
        description: 'Null: the first start, or a person who left.',
      }),
    lastUsedAt: instant.nullable().meta({ description: 'To within ten minutes.' }),
    expiresAt: instant.nullable().meta({ description: LATER }),
    retiresAt: instant.nullable(),
    revokedAt: instant.nullable(),
    replacesId: idView('key').nullable().meta({ description: 'The key that it replaced.' }),
  })
  .meta({ id: 'ApiKey' })

export const createdApiKeyView = apiKeyView
  .extend({ token: z.string().meta({ description: 'The key itself, shown only once.' }) })
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
      .meta({ description: 'How long the replaced key still works.' }),
    expiresAt: instant
      .nullable()
      .optional()
      .meta({ description: `${LATER} Left out: as for the old key.` }),
  })
  .meta({ id: 'RotateApiKey' })

export const apiKeyRef = z.strictObject({ keyId: idInput('key') })

export const rotateApiKeyVerb = rotateApiKeyInput.extend({ keyId: idInput('key') })

export const listApiKeysQuery = z.strictObject(pageQueryBy('key'))

export const apiKeyList = pageOf(apiKeyView).meta({ id: 'ApiKeyList' })

export type ApiKeyView = z.output<typeof apiKeyView>
export type CreatedApiKeyView = z.output<typeof createdApiKeyView>
export type CreateApiKeyInput = z.input<typeof createApiKeyInput>
export type ListApiKeysQuery = z.input<typeof listApiKeysQuery>
