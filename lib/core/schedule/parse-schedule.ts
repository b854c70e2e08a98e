import { assertNever } from '../assert-never'
import type { Schedule } from '../types'
import { parseCron } from './cron'
import { parseOnCalendar, splitTimezone } from './on-calendar'
import { ScheduleError } from './schedule-error'
import { nextOnTimeline, type Timeline } from './timeline'
import { getZone, type Zone } from './zone'

/** A schedule whose expression was read and is known to fire. */
export type CompiledSchedule =
  | { type: 'interval'; seconds: number }
  | { type: 'timeline'; timeline: Timeline }
  | { type: 'none' }

const LONGEST_INTERVAL_SECONDS = 31_536_000
const KEPT = 1000
const kept = new Map<string, CompiledSchedule>()

/**
 * Reads and checks a schedule. Results are cached by their text.
 * @throws ScheduleError if the interval, the expression or the zone cannot be used, or if it never
 * fires.
 */
export function parseSchedule(schedule: Schedule): CompiledSchedule {
  switch (schedule.type) {
    case 'none':
      return schedule
    case 'interval':
      return checkInterval(schedule)
    case 'cron':
    case 'oncalendar': {
      const key = `${schedule.type} ${schedule.timezone} ${schedule.expression}`
      const known = kept.get(key)
      if (known !== undefined) return known
      const compiled = compile(schedule)
      if (kept.size >= KEPT) kept.delete(kept.keys().next().value!)
      kept.set(key, compiled)
      return compiled
    }
    default:
      return assertNever(schedule)
  }
}

function checkInterval(schedule: Schedule & { type: 'interval' }): CompiledSchedule {
  const { seconds } = schedule
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= LONGEST_INTERVAL_SECONDS) return schedule
  throw new ScheduleError(
    `An interval is a whole number of seconds between 1 and ${LONGEST_INTERVAL_SECONDS}; got ${seconds}.`,
  )
}

function compile(schedule: Schedule & { type: 'cron' | 'oncalendar' }): CompiledSchedule {
  const timeline = schedule.type === 'cron' ? cronTimeline(schedule) : onCalendarTimeline(schedule)
  if (nextOnTimeline(timeline, Date.UTC(timeline.pattern.firstYear - 1, 0)) === null) {
    throw new ScheduleError(
      `${JSON.stringify(schedule.expression)} never fires: no date has that day, month and weekday. Change the day or the month, or use schedule type none if no time is expected.`,
    )
  }
  return { type: 'timeline', timeline }
}

const cronTimeline = ({ expression, timezone }: { expression: string; timezone: string }): Timeline => ({
  ...parseCron(expression),
  zone: requireZone(timezone),
})

function onCalendarTimeline({ expression, timezone }: { expression: string; timezone: string }): Timeline {
  const split = splitTimezone(expression)
  return { ...parseOnCalendar(split.event), zone: requireZone(split.timezone ?? timezone) }
}

function requireZone(name: string): Zone {
  const zone = getZone(name)
  if (zone === null) {
    throw new ScheduleError(
      `Unknown time zone ${JSON.stringify(name)}. Use an IANA name such as Europe/Berlin, or UTC.`,
    )
  }
  return zone
}
