/** An instant as it travels. */
export function iso(at: number | Date): string {
  return new Date(at).toISOString()
}

/** As `iso`; null stays null. */
export function isoOrNull(at: number | Date | null): string | null {
  return at === null ? null : iso(at)
}

/** From one instant to another, never below zero. */
export function secondsBetween(from: number | Date, to: number | Date): number {
  return Math.max(0, (Number(to) - Number(from)) / 1000)
}
