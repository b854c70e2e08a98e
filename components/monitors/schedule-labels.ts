import cronstrue from 'cronstrue'
import { formatSpan } from '@/components/time/format-duration'
import { assertNever } from '@/lib/base/assert-never'
import type { Schedule } from '@/lib/core/types'

const COMMON: Record<number, string> = { 3600: 'hourly', 86400: 'daily', 604800: 'weekly' }

/** A schedule in words: `every 15 min`, `at 02:00, Monday through Friday`. Null if only the expression describes it. */
export function scheduleLabels(schedule: Schedule): string | null {
  switch (schedule.type) {
    case 'interval':
      return COMMON[schedule.seconds] ?? `every ${formatSpan(schedule.seconds)}`
    case 'cron':
      return cronWords(schedule.expression)
    case 'oncalendar':
      return null
    case 'none':
      return 'no schedule'
    default:
      return assertNever(schedule)
  }
}

function cronWords(expression: string): string | null {
  try {
    const words = cronstrue.toString(expression, { use24HourTimeFormat: true, verbose: false })
    return words.charAt(0).toLowerCase() + words.slice(1)
  } catch {
    return null
  }
}

/** The expression and its zone, if the schedule has one. */
export function scheduleSource(schedule: Schedule): { expression: string; timezone: string } | null {
  return schedule.type === 'cron' || schedule.type === 'oncalendar' ? schedule : null
}
