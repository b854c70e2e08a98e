import { assertNever } from '../assert-never'
import type { Schedule } from '../types'
import { splitTimezone } from './on-calendar'

const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const

/**
 * A schedule in a few English words, with its zone. It does not parse the expression, so it can
 * describe an invalid one too.
 */
export function describeSchedule(schedule: Schedule): string {
  switch (schedule.type) {
    case 'interval':
      return `every ${describeSeconds(schedule.seconds)}`
    case 'cron':
      return `cron ${tidy(schedule.expression)} ${schedule.timezone}`
    case 'oncalendar': {
      const { event, timezone } = splitTimezone(schedule.expression)
      return `OnCalendar ${event} ${timezone ?? schedule.timezone}`
    }
    case 'none':
      return 'no schedule'
    default:
      return assertNever(schedule)
  }
}

const tidy = (expression: string) => expression.trim().replace(/\s+/g, ' ')

function describeSeconds(seconds: number): string {
  let rest = seconds
  const parts: string[] = []
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size)
    if (count > 0) parts.push(`${count} ${unit}`)
    rest -= count * size
  }
  return parts.join(' ') || `${seconds} s`
}
