/** A readable count: `1,420`, `2.5`. Null: `–`. */
export function formatNumber(value: number | null): string {
  if (value === null) return '–'
  const rounded = Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 10) / 10
  return rounded.toLocaleString('en-US')
}

/** `2,184 of 3,000 rows`, `2,184 rows`, or null when nothing was counted. */
export function formatProgress(progress: {
  done: number | null
  total: number | null
  unit: string | null
}): string | null {
  if (progress.done === null) return null
  const of = progress.total === null ? '' : ` of ${formatNumber(progress.total)}`
  return `${formatNumber(progress.done)}${of}${progress.unit ? ` ${progress.unit}` : ''}`
}

/**
 * A rate in the unit of time that gives a readable number: `1,420 per hour`, `512 per min`, `80 per s`. `like`: the
 * rate whose unit is used.
 */
export function formatRate(perHour: number | null, like: number | null = perHour): string | null {
  if (perHour === null || !Number.isFinite(perHour)) return null
  const scale = like ?? perHour
  if (scale < 10_000) return `${formatNumber(perHour)} per hour`
  if (scale < 600_000) return `${formatNumber(perHour / 60)} per min`
  return `${formatNumber(perHour / 3600)} per s`
}

/** `41 %`, and 100 % only at the end. */
export function formatPercent(fraction: number): string {
  return `${fraction >= 1 ? 100 : Math.min(99, Math.floor(fraction * 100))} %`
}
