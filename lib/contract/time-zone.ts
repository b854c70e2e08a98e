import { parseSchedule } from '@/lib/core/schedule'
import { text } from './fields'

/** An IANA time zone that is known here. */
export const timeZone = text('Time zone', { max: 60 })
  .refine(isKnown, { error: 'Time zone must be an IANA name, such as Europe/Berlin.' })
  .meta({ description: 'IANA name, such as `Europe/Berlin`.' })

function isKnown(timezone: string): boolean {
  try {
    parseSchedule({ type: 'cron', expression: '* * * * *', timezone })
    return true
  } catch {
    return false
  }
}
