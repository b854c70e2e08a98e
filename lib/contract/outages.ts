import { z } from 'zod'
import { instant } from './fields'

const away = z.object({ from: instant, to: instant })

export const awayView = away
  .nullable()
  .meta({ description: 'When Lubdub was deaf while it waited for the missing beat. Null: never.' })

/** A finish that will be judged at its deadline, but may be lost. */
export const inDoubtView = z.object({ expectedAt: instant, deadlineAt: instant, away }).nullable()

export type Away = z.output<typeof away>
export type InDoubtView = z.output<typeof inDoubtView>
