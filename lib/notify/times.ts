const formats = new Map<string, Intl.DateTimeFormat>()

/**
 * `Sat 21 Nov 2026, 03:00:03 CET`: an ISO instant in a zone, with the zone named. An unknown zone falls back to UTC.
 */
export function formatInstant(iso: string, timezone: string): string {
  return formatIn(timezone).format(new Date(iso)).replace(',', '').replace(' at ', ', ')
}

/** `02:30:34` in a zone. */
export function formatTime(iso: string, timezone: string): string {
  return formatInstant(iso, timezone).match(/\d{2}:\d{2}:\d{2}/)?.[0] ?? iso
}

/**
 * As `formatInstant`, with UTC beside it: `Sat 21 Nov 2026, 03:00:03 CET (02:00:03 UTC)`; with its day, if it differs.
 */
export function formatBoth(iso: string, timezone: string): string {
  const here = formatInstant(iso, timezone)
  const utc = formatInstant(iso, 'UTC')
  if (here === utc) return here
  const [day, time] = utc.split(', ')
  return here.startsWith(`${day},`) ? `${here} (${time})` : `${here} (${day}, ${time})`
}

/** `1 h 04 min`, `12 min 10 s`, `12 s`, `2 d 3 h`: the two largest units. */
export function formatDuration(fromIso: string, toIso: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(toIso) - Date.parse(fromIso)) / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min${two(seconds % 60, 's')}`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return `${hours} h${two(minutes % 60, 'min')}`
  const rest = hours % 24
  return `${Math.floor(hours / 24)} d${rest === 0 ? '' : ` ${rest} h`}`
}

function two(value: number, unit: string): string {
  return value === 0 ? '' : ` ${String(value).padStart(2, '0')} ${unit}`
}

function formatIn(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone)
  if (known) return known
  const made = makeFormat(timezone)
  formats.set(timezone, made)
  return made
}

function makeFormat(timezone: string): Intl.DateTimeFormat {
  const options = {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  } as const
  try {
    return new Intl.DateTimeFormat('en-GB', { ...options, timeZone: timezone })
  } catch {
    return new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' })
  }
}
