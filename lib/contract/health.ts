import { z } from 'zod'

const ms = z.number().nullable()
const part = z.object({
  state: z.enum(['fine', 'failing']),
  since: z.string().meta({ description: 'ISO 8601, by the clock of the process that answers.' }),
})
const parts = z.record(z.string(), part).meta({
  description:
    'database, beats (can be stored), clock (of the database, trusted), checker, sender, monitors (none in quarantine), and dashboard where there is one.',
})

export const healthView = z
  .object({
    ready: z.boolean(),
    database: z.boolean(),
    watermarkAgeMs: ms.meta({ description: 'How far the checker’s clock is behind. Null: no process takes beats.' }),
    checkerLagMs: ms.meta({ description: 'How long the most overdue monitor has waited to be judged.' }),
    senderLagMs: ms.meta({ description: 'How long the most overdue delivery has waited for its attempt.' }),
    setAside: z
      .number()
      .meta({ description: 'How many monitors could not be judged and are tried again every five minutes.' }),
    parts,
  })
  .meta({ id: 'Health' })

export const livingView = z.object({ ok: z.literal(true), parts }).meta({ id: 'Living' })

export const readyQuery = z.object({
  all: z.enum(['1']).optional().meta({ description: 'Checks every part, not only whether beats can be stored.' }),
})
