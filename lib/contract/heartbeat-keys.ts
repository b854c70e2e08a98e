import { z } from 'zod'
import { instant, seconds, text } from './fields'
import { idInput, idView } from './id-shapes'
import { pageOf } from './paging'

const signal = z.enum(['start', 'progress', 'success', 'fail', 'log'])

export const heartbeatKeyView = z
  .object({
    id: idView('hbk'),
    label: z.string(),
    signal: signal.nullable().meta({ description: 'What a call without a signal means. Null: the main key.' }),
    step: z.string().nullable(),
    url: z.string(),
    createdAt: instant,
    disabledAt: instant
      .nullable()
      .meta({ description: 'Since when it is disabled, and answered like an unknown key. Null: it works.' }),
    retiresAt: instant.nullable().meta({ description: 'Until when it works beside the key that replaces it.' }),
    replacesId: idView('hbk').nullable().meta({ description: 'The key that it replaced.' }),
    lastUsedAt: instant.nullable().meta({
      description: 'To within ten minutes; while it is being replaced, to within one.',
    }),
    lastUsedIp: z.string().nullable().meta({ description: 'The address of its last use.' }),
    refusedAt: instant.nullable().meta({ description: 'The time of the last refused call.' }),
    refusedIp: z.string().nullable(),
    refusedFor: z.enum(['stranger', 'post_only', 'bad_signal']).nullable().meta({
      description:
        'Why it was refused: its address is not allowed, it was a GET on a monitor that takes POST only, or its URL named no signal. Null: not known.',
    }),
    refusedCount: z.int().meta({ description: 'The approximate number of such calls.' }),
  })
  .meta({ id: 'HeartbeatKey' })

export const createHeartbeatKeyInput = z
  .strictObject({
    label: text('Label', { max: 100 }),
    signal,
    step: text('Step', { max: 100 }).nullable().default(null),
  })
  .meta({ id: 'CreateHeartbeatKey' })

export const createHeartbeatKeyVerb = createHeartbeatKeyInput.extend({ monitorId: idInput('mon') })

export const rotateHeartbeatKeyInput = z
  .strictObject({
    overlapSeconds: seconds('Overlap', { min: 0 })
      .max(2_592_000, { error: 'Overlap may be at most 2592000 seconds, 30 days.' })
      .default(86_400)
      .meta({ description: 'How long the replaced key still works.' }),
  })
  .meta({ id: 'RotateHeartbeatKey' })

export const heartbeatKeyRef = z.strictObject({ monitorId: idInput('mon'), keyId: idInput('hbk') })

export const rotateHeartbeatKeyVerb = rotateHeartbeatKeyInput.extend({
  monitorId: idInput('mon'),
  keyId: idInput('hbk'),
})

export const heartbeatKeyList = pageOf(heartbeatKeyView).meta({ id: 'HeartbeatKeyList' })

export type HeartbeatKeyView = z.output<typeof heartbeatKeyView>
export type HeartbeatKeyRef = z.input<typeof heartbeatKeyRef>
export type CreateHeartbeatKeyInput = z.input<typeof createHeartbeatKeyInput>
