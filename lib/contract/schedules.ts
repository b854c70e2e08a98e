import { z } from 'zod'
import { parseSchedule, ScheduleError } from '@/lib/core/schedule'
import type { Schedule } from '@/lib/core/types'
import { count, instant, seconds, text } from './fields'

const timezone = text('Time zone', { max: 60 })
  .superRefine((name, ctx) => refuse(ctx, [], { type: 'cron', expression: '* * * * *', timezone: name }))
  .default('UTC')
  .meta({ description: 'IANA name, such as `Europe/Berlin`.' })

const expression = text('Expression', { max: 500 })

const DESCRIPTION = 'Every N seconds, cron, systemd OnCalendar, or none (only runs are watched).'

const schedule = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('interval'), seconds: seconds('Interval', { min: 1 }) }),
  z
    .strictObject({ type: z.literal('cron'), expression, timezone })
    .superRefine((schedule, ctx) => refuse(ctx, ['expression'], schedule)),
  z
    .strictObject({ type: z.literal('oncalendar'), expression, timezone })
    .superRefine((schedule, ctx) => refuse(ctx, ['expression'], schedule)),
  z.strictObject({ type: z.literal('none') }),
])

/** When a job is expected. Cron and OnCalendar expressions are parsed here, so that one that never fires is refused. */
export const scheduleInput = schedule.meta({ id: 'ScheduleInput', description: DESCRIPTION })

export const scheduleView = schedule.meta({ id: 'Schedule', description: DESCRIPTION })

type Context = { issues: unknown[]; addIssue(issue: { code: 'custom'; path: string[]; message: string }): void }

function refuse(ctx: Context, path: string[], schedule: Schedule): void {
  if (ctx.issues.length > 0) return
  try {
    parseSchedule(schedule)
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error
    ctx.addIssue({ code: 'custom', path, message: error.message })
  }
}

export const previewScheduleInput = z
  .strictObject({ schedule: scheduleInput, count: count('Count', { min: 1, max: 100 }).default(5) })
  .meta({ id: 'PreviewSchedule' })

export const schedulePreview = z.object({ times: z.array(instant) }).meta({ id: 'SchedulePreview' })

export type ScheduleInput = z.input<typeof scheduleInput>
export type SchedulePreview = z.output<typeof schedulePreview>
