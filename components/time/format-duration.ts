/** A measured duration: `240 ms`, `12.3 s`, `4 min 12 s`, `38 min`, `1 h 04 min`, `3 d 4 h`. Null: `–`. */
export function formatDuration(seconds: number | null): string {
  if (seconds === null) return '–'
  if (seconds < 1) return `${Math.max(0, Math.round(seconds * 1000))} ms`
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 600) return joinUnits(Math.floor(whole / 60), 'min', whole % 60, 's')
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  if (minutes < 1440) return joinUnits(Math.floor(minutes / 60), 'h', minutes % 60, 'min')
  const hours = Math.round(seconds / 3600)
  return hours % 24 === 0 ? `${hours / 24} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`
}

function joinUnits(major: number, majorUnit: string, minor: number, minorUnit: string): string {
  return minor === 0 ? `${major} ${majorUnit}` : `${major} ${majorUnit} ${String(minor).padStart(2, '0')} ${minorUnit}`
}

/**
 * How long ago or how long until, rounded down only a little: `4 s`, `12 min`, `1 h 59 min`, `14 h`, `1 d 12 h`, `12
 * d`.
 */
export function formatAge(seconds: number): string {
  const age = Math.abs(seconds)
  if (age < 60) return `${Math.floor(age)} s`
  const minutes = Math.floor(age / 60)
  if (minutes < 60) return `${minutes} min`
  if (minutes < 600) return joinUnits(Math.floor(minutes / 60), 'h', minutes % 60, 'min')
  const hours = Math.round(age / 3600)
  if (hours < 36) return `${hours} h`
  if (hours >= 240 || hours % 24 === 0) return `${Math.round(hours / 24)} d`
  return `${Math.floor(hours / 24)} d ${hours % 24} h`
}

const UNITS = [
  [86_400, 'day', 'days'],
  [3600, 'h', 'h'],
  [60, 'min', 'min'],
  [1, 's', 's'],
] as const

/** A chosen duration, exactly: `1 day`, `90 s` as `1 min 30 s`. */
export function formatSpan(seconds: number): string {
  const words: string[] = []
  let rest = seconds
  for (const [size, one, many] of UNITS) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0) words.push(`${count} ${count === 1 ? one : many}`)
  }
  return words.join(' ') || '0 s'
}
