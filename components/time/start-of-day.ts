const MINUTE = 60_000

/** The instant at which a day (`2026-11-22`) begins in a zone. Null: it is no day. */
export function startOfDay(day: string | undefined, zone: string): Date | null {
  if (day === undefined || !/^\d{4}-\d\d-\d\d$/.test(day)) return null
  const asUtc = Date.parse(`${day}T00:00:00Z`)
  if (Number.isNaN(asUtc) || new Date(asUtc).toISOString().slice(0, 10) !== day) return null
  // The offset at the guess can differ from the one at the beginning of the day, if the clocks change in between.
  const guess = asUtc - offsetAt(asUtc, zone)
  return new Date(asUtc - offsetAt(guess, zone))
}

/** How far the zone's clocks are ahead of UTC, in milliseconds. */
function offsetAt(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    ...({ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const),
  }).formatToParts(at)
  const number = (type: string) => Number(parts.find((part) => part.type === type)?.value)
  const local = Date.UTC(number('year'), number('month') - 1, number('day'), number('hour'), number('minute'))
  return local - Math.floor(at / MINUTE) * MINUTE
}

/** The day after: `2026-11-22` to `2026-11-23`. */
export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}
