import { z } from 'zod'

const ms = z.number().nullable()

export const healthView = z
  .object({
    ready: z.boolean(),
    database: z.boolean(),
    watermarkAgeMs: ms.meta({ description: 'How far the clock of judgement is behind. Null: nobody takes beats.' }),
    checkerLagMs: ms.meta({ description: 'How long the most overdue monitor has waited to be judged.' }),
    senderLagMs: ms.meta({ description: 'How long the most overdue delivery has waited for its attempt.' }),
  })
  .meta({ id: 'Health' })

export type HealthView = z.output<typeof healthView>
