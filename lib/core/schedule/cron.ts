import { fieldOf, stepped } from './field'
import type { LocalTimePattern } from './local-time-pattern'
import { ScheduleError } from './schedule-error'
import type { Timeline } from './timeline'

type CronRules = Omit<Timeline, 'zone'>

interface FieldSpec {
  name: string
  min: number
  max: number
  names?: readonly string[]
}

const MINUTE: FieldSpec = { name: 'minute', min: 0, max: 59 }
const HOUR: FieldSpec = { name: 'hour', min: 0, max: 23 }
const DAY: FieldSpec = { name: 'day of month', min: 1, max: 31 }
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const MONTH: FieldSpec = { name: 'month', min: 1, max: 12, names: MONTHS }
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']
const WEEKDAY: FieldSpec = { name: 'day of week', min: 0, max: 7, names: WEEKDAYS }

const SHORTHANDS: ReadonlyMap<string, string> = new Map([
  ['@hourly', '0 * * * *'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@weekly', '0 0 * * 0'],
  ['@monthly', '0 0 1 * *'],
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
])

const FIRST_YEAR = 1970
const LAST_YEAR = 9999
const THREE_HOURS = 3 * 3_600_000

/**
 * Reads the five fields of a crontab line (or its @ shorthand) as Debian's cron does. Jobs whose
 * minute or hour begins with `*` follow real time. All others follow the wall clock through changes
 * of less than three hours. A job whose time is in a gap runs right after the gap. In an hour that
 * comes twice, a job runs in the first pass only.
 * @throws ScheduleError if the expression is not valid.
 */
export function parseCron(expression: string): CronRules {
  const fields = splitFields(expression)
  const [minute, hour, day, month, weekday] = fields as [string, string, string, string, string]
  const days = fieldOf(parseField(expression, day, DAY), DAY.max)
  const weekdays = new Set(parseField(expression, weekday, WEEKDAY).map((value) => value % 7))
  const needsBoth = day.startsWith('*') || weekday.startsWith('*')
  const pattern: LocalTimePattern = {
    firstYear: FIRST_YEAR,
    lastYear: LAST_YEAR,
    years: null,
    months: fieldOf(parseField(expression, month, MONTH), MONTH.max),
    matchesDay: needsBoth
      ? (date, dayOfWeek) => days.has(date) && weekdays.has(dayOfWeek)
      : (date, dayOfWeek) => days.has(date) || weekdays.has(dayOfWeek),
    hours: fieldOf(parseField(expression, hour, HOUR), HOUR.max),
    minutes: fieldOf(parseField(expression, minute, MINUTE), MINUTE.max),
    seconds: fieldOf([0], 59),
  }
  if (minute.startsWith('*') || hour.startsWith('*')) {
    return { pattern, onGap: () => 'skip', onOverlap: () => 'both' }
  }
  // The daemon sees a jump as one minute longer than it is. So three hours exactly are a large jump
  // forwards, but not backwards.
  return {
    pattern,
    onGap: (jump) => (jump < THREE_HOURS ? 'fire-after' : 'skip'),
    onOverlap: (jump) => (jump <= THREE_HOURS ? 'first' : 'both'),
  }
}

function splitFields(expression: string): string[] {
  const text = expression.trim()
  if (text.startsWith('@')) {
    const known = SHORTHANDS.get(text.toLowerCase())
    if (known !== undefined) return known.split(' ')
    if (text.toLowerCase() === '@reboot') {
      throw new ScheduleError('@reboot has no times to expect. Use schedule type none for jobs that run at boot.')
    }
    const seconds = everySeconds(text)
    const interval = seconds === null ? '' : ` For an interval use schedule type interval with seconds ${seconds}.`
    const shorthands = [...SHORTHANDS.keys()].join(', ')
    throw new ScheduleError(`Unknown shorthand ${quote(text)}.${interval} Use one of ${shorthands}.`)
  }
  const [, zone] = /^(?:CRON_)?TZ=(\S*)/i.exec(text) ?? []
  if (zone !== undefined) {
    throw new ScheduleError(
      `A cron expression carries no zone: put ${quote(zone.replaceAll(/["']/g, ''))} into the field timezone, and take ${quote(text.split(/\s/)[0]!)} away.`,
    )
  }
  const fields = text === '' ? [] : text.split(/\s+/)
  if (fields.length !== 5) {
    throw new ScheduleError(
      `A cron expression has five fields (minute hour day-of-month month day-of-week), without seconds, year or command; ${quote(text)} has ${fields.length}.`,
    )
  }
  return fields
}

function parseField(expression: string, field: string, spec: FieldSpec): number[] {
  return field.split(',').flatMap((item) => parseItem(expression, item, spec))
}

function parseItem(expression: string, item: string, spec: FieldSpec): number[] {
  const fail = (advice: string) =>
    new ScheduleError(`Cannot read ${quote(item)} as ${spec.name} in cron expression ${quote(expression)}: ${advice}.`)
  const parts = /^(?:(\*)|(\w+)(?:-(\w+))?)(?:\/(\d{1,9}))?$/.exec(item)
  if (parts === null) {
    throw fail(
      'use *, numbers, names, ranges (1-5), steps (*/15, 0-30/10) and lists (1,15); L, W, # and ? are not cron',
    )
  }
  const [, star, low, high, step] = parts
  if (step !== undefined) {
    if (!star && high === undefined) throw fail(`a step needs * or a range before it, as in ${low}-${spec.max}/${step}`)
    // In Debian's cron, a step past the end of the range means "the first value", and the field begins with *.
    if (Number(step) < 1) throw fail('a step is at least 1')
  }
  if (star) return stepped(spec.min, spec.max, Number(step ?? 1))
  const from = parseValue(low!, spec)
  let to = high === undefined ? from : parseValue(high, spec)
  // Sunday may begin or end a week: FRI-SUN is 5-7.
  if (high?.toUpperCase() === 'SUN' && from !== null && from > 0) to = 7
  if (from === null || to === null) {
    const names = spec.names ? ` or ${spec.names[0]} to ${spec.names.at(-1)}` : ''
    const jenkins =
      /^H/i.test(item) && !spec.names ? '; H stands for a number that Jenkins chooses: write that number' : ''
    throw fail(`use ${spec.min} to ${spec.max}${names}${jenkins}`)
  }
  if (from > to)
    throw fail(`a range goes upwards; write ${low}-${spec.max},${spec.min}-${high} to continue past the end`)
  return stepped(from, to, Number(step ?? 1))
}

function parseValue(text: string, spec: FieldSpec): number | null {
  if (/^\d+$/.test(text)) {
    const value = Number(text)
    return value >= spec.min && value <= spec.max ? value : null
  }
  const index = spec.names?.indexOf(text.toUpperCase()) ?? -1
  return index < 0 ? null : index + spec.min
}

const EVERY_UNITS = { h: 3_600, m: 60, s: 1 } as const

/** The seconds of `@every 1h30m`, as in Go's cron. Null: it is not such an expression, or not whole seconds. */
function everySeconds(text: string): number | null {
  const [, duration] = /^@every\s+((?:\d{1,9}[hms])+)$/i.exec(text) ?? []
  if (duration === undefined) return null
  return [...duration.matchAll(/(\d+)([hms])/gi)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * EVERY_UNITS[unit!.toLowerCase() as keyof typeof EVERY_UNITS],
    0,
  )
}

/** Characters that are invisible, or look like a hyphen, are shown by their code point. */
const quote = (text: string) =>
  JSON.stringify(
    text.replaceAll(
      /(?![ -])[\p{C}\p{Z}\p{Pd}\p{M}\u2212]/gu,
      (character) => `<U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}>`,
    ),
  )
