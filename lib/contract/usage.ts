import { z } from 'zod'

const of = (what: string) =>
  z.object({
    used: z.int(),
    limit: z
      .int()
      .nullable()
      .meta({ description: `The limit of ${what}. Null: no limit.` }),
  })

/** How many days are returned. */
export const USAGE_DAYS = 30

export const usageView = z
  .object({
    monitors: of('monitors'),
    members: of('members'),
    channels: of('channels'),
    beatsPerMinute: z.object({
      averageToday: z.number().meta({ description: 'Beats a minute since midnight, UTC.' }),
      limit: z.int().nullable().meta({ description: 'Above it, beats only change the state. Null: no limit.' }),
    }),
    beats: z
      .array(z.object({ day: z.iso.date(), count: z.int() }))
      .meta({ description: `Beats of the last ${USAGE_DAYS} days, by day in UTC, oldest first.` }),
  })
  .meta({ id: 'Usage' })

export type UsageView = z.output<typeof usageView>
