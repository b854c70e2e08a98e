/** An instant in the format of the API. */
export function iso(at: number | Date): string {
  return new Date(at).toISOString()
}

/** Like `iso`; null stays null. */
export function isoOrNull(at: number | Date | null): string | null {
  return at === null ? null : iso(at)
}

/** The time from one instant to another, in seconds, never negative. */
export function secondsBetween(from: number | Date, to: number | Date): number {
  return Math.max(0, (Number(to) - Number(from)) / 1000)
}
