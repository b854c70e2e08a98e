import { z } from 'zod'
import { instant } from './fields'

const away = z.object({ from: instant, to: instant })

export const awayView = away
  .nullable()
  .meta({ description: 'When Lubdub was deaf while it waited for what did not come. Null: it was not.' })

/** What will be judged at its deadline, but may have gone unheard. */
export const inDoubtView = z.object({ expectedAt: instant, deadlineAt: instant, away }).nullable()

export type Away = z.output<typeof away>
export type InDoubtView = z.output<typeof inDoubtView>
