import { z } from 'zod'
import { id, text } from './fields'
import { pageOf } from './paging'

const signal = z.enum(['start', 'progress', 'success', 'fail', 'log'])

export const heartbeatKeyView = z
  .object({
    id: z.string(),
    label: z.string(),
    signal: signal.nullable().meta({ description: 'What a call without a signal means. Null: the main key.' }),
    step: z.string().nullable(),
    url: z.string(),
  })
  .meta({ id: 'HeartbeatKey' })

export const createHeartbeatKeyInput = z
  .strictObject({
    label: text('Label', { max: 100 }),
    signal,
    step: text('Step', { max: 100 }).nullable().default(null),
  })
  .meta({ id: 'CreateHeartbeatKey' })

export const createHeartbeatKeyVerb = createHeartbeatKeyInput.extend({ monitorId: id })

export const heartbeatKeyList = pageOf(heartbeatKeyView).meta({ id: 'HeartbeatKeyList' })

export type HeartbeatKeyView = z.output<typeof heartbeatKeyView>
export type CreateHeartbeatKeyInput = z.input<typeof createHeartbeatKeyInput>
