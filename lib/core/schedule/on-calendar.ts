import { fieldOf } from './field'
import { type Chain, type ChainSpec, parseChain, valuesOf } from './on-calendar-chain'
import { looksLikeWeekdays, parseWeekdays } from './on-calendar-weekdays'
import { ScheduleError } from './schedule-error'
import type { Timeline } from './timeline'

type OnCalendarRules = Omit<Timeline, 'zone'>

const SHORTHANDS: ReadonlyMap<string, string> = new Map([
  ['minutely', '*-*-* *:*:00'],
  ['hourly', '*-*-* *:00:00'],
  ['daily', '*-*-* 00:00:00'],
  ['weekly', 'Mon *-*-* 00:00:00'],
  ['monthly', '*-*-01 00:00:00'],
  ['quarterly', '*-01,04,07,10-01 00:00:00'],
  ['semiannually', '*-01,07-01 00:00:00'],
  ['semi-annually', '*-01,07-01 00:00:00'],
  ['biannually', '*-01,07-01 00:00:00'],
  ['bi-annually', '*-01,07-01 00:00:00'],
  ['yearly', '*-01-01 00:00:00'],
  ['annually', '*-01-01 00:00:00'],
  ['anually', '*-01-01 00:00:00'],
])

const YEAR: ChainSpec = { name: 'year', min: 1970, max: 2199 }
const MONTH: ChainSpec = { name: 'month', min: 1, max: 12 }
const DAY: ChainSpec = { name: 'day', min: 1, max: 31 }
const DAY_FROM_END: ChainSpec = { ...DAY, name: 'day from the end', fromEnd: true }
const HOUR: ChainSpec = { name: 'hour', min: 0, max: 23 }
const MINUTE: ChainSpec = { name: 'minute', min: 0, max: 59 }
const SECOND: ChainSpec = { name: 'second', min: 0, max: 59 }

type Fail = (advice: string) => ScheduleError

/**
 * Separates an OnCalendar expression from the zone at its end. `timezone` null: the expression
 * names no zone.
 */
export function splitTimezone(expression: string): { event: string; timezone: string | null } {
  const words = expression.trim().split(/\s+/)
  const last = words.at(-1)!
  // A weekday can only come first, so a later word that begins with a letter is read as a zone.
  if (words.length === 1 || !/^[A-Za-z]/.test(last)) return { event: words.join(' '), timezone: null }
  return { event: words.slice(0, -1).join(' '), timezone: last }
}

/**
 * Reads a systemd calendar event (systemd.time(7), without its zone). As in systemd, a wall time in
 * a gap is skipped, and of an hour that comes twice only the first pass counts.
 * @throws ScheduleError if it cannot be read, or has fractions of a second.
 */
export function parseOnCalendar(event: string): OnCalendarRules {
  const fail: Fail = (advice) =>
    new ScheduleError(`Cannot read OnCalendar expression ${JSON.stringify(event)}: ${advice}.`)
  const words = (SHORTHANDS.get(event.toLowerCase()) ?? event).split(' ').filter((word) => word !== '')
  if (words.length === 0) throw fail('write weekdays, a date and a time, such as Mon..Fri *-*-* 02:00')
  const weekdays = looksLikeWeekdays(words[0]!) ? parseWeekdays(words.shift()!, fail) : null
  const date = parseDate(words.length > 0 && !words[0]!.includes(':') ? words.shift()! : '*-*-*', fail)
  const time = parseTime(words.shift() ?? '00:00', fail)
  if (words.length > 0)
    throw fail(`${JSON.stringify(words.join(' '))} was not understood; the order is weekdays, date, time, zone`)

  const daysByLength = [28, 29, 30, 31].map((length) => new Set(valuesOf(date.day, date.daySpec, length)))
  return {
    pattern: {
      firstYear: YEAR.min,
      lastYear: YEAR.max,
      years: date.year && new Set(valuesOf(date.year, YEAR)),
      months: fieldOf(valuesOf(date.month, MONTH), MONTH.max),
      matchesDay: (day, weekday, length) => daysByLength[length - 28]!.has(day) && (weekdays?.has(weekday) ?? true),
      hours: fieldOf(valuesOf(time.hour, HOUR), HOUR.max),
      minutes: fieldOf(valuesOf(time.minute, MINUTE), MINUTE.max),
      seconds: fieldOf(valuesOf(time.second, SECOND), SECOND.max),
    },
    onGap: () => 'skip',
    onOverlap: () => 'first',
  }
}

function parseDate(word: string, fail: Fail): { year: Chain; month: Chain; day: Chain; daySpec: ChainSpec } {
  const parts = /^(?:([^-~]+)-)?([^-~]+)([-~])([^-~]+)$/.exec(word)
  if (parts === null)
    throw fail(`the date ${JSON.stringify(word)} is not year-month-day, month-day or, from the end, month~day`)
  const [, year, month, separator, day] = parts
  const daySpec = separator === '~' ? DAY_FROM_END : DAY
  return {
    year: parseChain(year ?? '*', YEAR, fail),
    month: parseChain(month!, MONTH, fail),
    day: parseChain(day!, daySpec, fail),
    daySpec,
  }
}

function parseTime(word: string, fail: Fail): { hour: Chain; minute: Chain; second: Chain } {
  const parts = word.split(':')
  if (parts.length < 2 || parts.length > 3)
    throw fail(`the time ${JSON.stringify(word)} is not hour:minute or hour:minute:second`)
  const [hour, minute, second] = parts
  return {
    hour: parseChain(hour!, HOUR, fail),
    minute: parseChain(minute!, MINUTE, fail),
    second: parseChain(second ?? '0', SECOND, fail),
  }
}
