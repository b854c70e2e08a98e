import type { Instant } from '../../types'

/** One change of a zone's offset from UTC; offsets in ms. */
export interface ZoneChange {
  at: Instant
  before: number
  after: number
}

const MINUTE = 60_000
const NAMES = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

/**
 * Every minute from `from` to `to` in which a cron daemon that runs all the time starts the job.
 * The function steps through all minutes, with a wall clock and a virtual clock; fixed-time jobs
 * have run up to the virtual clock. It shares no code with the code under test: no parser for
 * expressions and no zones.
 */
export function daemonStarts(expression: string, change: ZoneChange, range: { from: Instant; to: Instant }): Instant[] {
  const job = readJob(expression)
  const wallMinute = (at: Instant) => (at + (at < change.at ? change.before : change.after)) / MINUTE
  const starts: Instant[] = []
  let virtual = wallMinute(range.from - MINUTE)
  for (let at = range.from; at <= range.to; at += MINUTE) {
    const clock = wallMinute(at)
    const ahead = clock - virtual
    let isStarted = false
    if (ahead > 1 && ahead <= 180) {
      isStarted = job.isWild && job.matches(clock)
      for (virtual += 1; virtual <= clock; virtual += 1) isStarted ||= !job.isWild && job.matches(virtual)
      virtual = clock
    } else if (ahead <= 0 && ahead > -180) {
      isStarted = job.isWild && job.matches(clock)
    } else {
      virtual = clock
      isStarted = job.matches(clock)
    }
    if (isStarted) starts.push(at)
  }
  return starts
}

function readJob(expression: string) {
  const [minute, hour, day, month, weekday] = expression.split(' ') as [string, string, string, string, string]
  const minutes = table(minute, 0, 59)
  const hours = table(hour, 0, 23)
  const days = table(day, 1, 31)
  const months = table(month, 1, 12)
  const numbered = NAMES.reduce((text, name, index) => text.replaceAll(name, String(index)), weekday)
  const weekdays = table(numbered, 0, 7)
  weekdays[0] = weekdays[0]! || weekdays[7]!
  const isAnd = day[0] === '*' || weekday[0] === '*'
  return {
    isWild: minute[0] === '*' || hour[0] === '*',
    matches(wallMinute: number): boolean {
      const minuteOfDay = ((wallMinute % 1440) + 1440) % 1440
      if (!minutes[minuteOfDay % 60] || !hours[Math.floor(minuteOfDay / 60)]) return false
      const date = new Date(wallMinute * MINUTE)
      if (!months[date.getUTCMonth() + 1]) return false
      const isDay = days[date.getUTCDate()]!
      const isWeekday = weekdays[date.getUTCDay()]!
      return isAnd ? isDay && isWeekday : isDay || isWeekday
    },
  }
}

/** For each value up to `max`: whether the field allows it. */
function table(field: string, min: number, max: number): boolean[] {
  return Array.from({ length: max + 1 }, (_, value) => {
    return field.split(',').some((item) => {
      const [range, step] = item.split('/') as [string, string | undefined]
      const [low, high] = range === '*' ? [min, max] : range.split('-').map(Number)
      return value >= low! && value <= (high ?? low!) && (value - low!) % Number(step ?? 1) === 0
    })
  })
}
