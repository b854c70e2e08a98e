const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const DAY_MS = 86_400_000

interface WallTime {
  year: number
  month: number
  day: number
  hour: string
  minute: string
  second: string
  /** Days since the epoch, in the local calendar. */
  ordinal: number
}

const formatters = new Map<string, Intl.DateTimeFormat>()

function wallTime(at: number, zone: string): WallTime {
  let formatter = formatters.get(zone)
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone: knownZone(zone),
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
    formatters.set(zone, formatter)
  }
  const part: Record<string, string> = {}
  for (const { type, value } of formatter.formatToParts(at)) part[type] = value
  const [year, month, day] = [Number(part.year), Number(part.month), Number(part.day)]
  return {
    year,
    month,
    day,
    hour: part.hour ?? '',
    minute: part.minute ?? '',
    second: part.second ?? '',
    ordinal: Math.floor(Date.UTC(year, month - 1, day) / DAY_MS),
  }
}

interface Options {
  now: number
  zone: string
  seconds?: boolean
  /** The locale for days and months. Null: the default format. */
  locale?: string | null
}

const writers = new Map<string, Intl.DateTimeFormat>()

function write(
  at: number,
  { zone, locale, ...parts }: { zone: string; locale: string } & Intl.DateTimeFormatOptions,
): string {
  const key = JSON.stringify([zone, locale, parts])
  const writer = writers.get(key) ?? new Intl.DateTimeFormat(locale, { timeZone: knownZone(zone), ...parts })
  writers.set(key, writer)
  return writer.format(at)
}

/**
 * `02:14` on the day of `now`, `Fri 02:14` within six days of it, else `14 Nov 02:14`, or `14 Nov 2025` in another
 * year.
 */
export function formatInstant(at: number, { now, zone, seconds = false, locale = null }: Options): string {
  const wall = wallTime(at, zone)
  const today = wallTime(now, zone)
  const time = `${wall.hour}:${wall.minute}${seconds ? `:${wall.second}` : ''}`
  if (wall.ordinal === today.ordinal) return time
  if (Math.abs(wall.ordinal - today.ordinal) < 7) {
    const day = locale ? write(at, { zone, locale, weekday: 'short' }) : WEEKDAYS[(wall.ordinal + 4) % 7]
    return `${day} ${time}`
  }
  if (locale && wall.year !== today.year) {
    return write(at, { zone, locale, day: 'numeric', month: 'short', year: 'numeric' })
  }
  const date = locale
    ? write(at, { zone, locale, day: 'numeric', month: 'short' })
    : `${wall.day} ${MONTHS[wall.month - 1]}`
  return wall.year === today.year ? `${date} ${time}` : `${date} ${wall.year}`
}

/** The whole instant in the local time of a zone: `Sun 22 Nov 2026, 02:14:07 Europe/Berlin`. */
export function formatInstantInFull(at: number, zone: string): string {
  const wall = wallTime(at, zone)
  const date = `${WEEKDAYS[(wall.ordinal + 4) % 7]} ${wall.day} ${MONTHS[wall.month - 1]} ${wall.year}`
  return `${date}, ${wall.hour}:${wall.minute}:${wall.second} ${knownZone(zone)}`
}

/** The server may know zones that an older browser does not: the browser then shows UTC, and says so with the whole instant. */
function knownZone(zone: string): string {
  const known = knownZones.get(zone) ?? (isZone(zone) ? zone : 'UTC')
  knownZones.set(zone, known)
  return known
}

const knownZones = new Map<string, string>()

/** Whether this machine knows the zone. */
export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone })
    return zone !== ''
  } catch {
    return false
  }
}
