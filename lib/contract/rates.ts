export interface Rate {
  /** So many calls within so many seconds. The time begins with the first call. */
  calls: number
  seconds: number
  /** What is counted, in the plural. */
  what: string
  /** Whether all web processes count together, in the database. Else each counts for itself, in its memory. */
  isShared: boolean
}

/**
 * How often one key, or one person, may do the operations of each class in a workspace. docs/api.md says why these figures.
 * Only rare calls may be shared: counting one is a write to the database.
 */
export const RATES = {
  read: { calls: 18_000, seconds: 60, what: 'calls that read', isShared: false },
  write: { calls: 6_000, seconds: 60, what: 'calls that change something', isShared: false },
  send: { calls: 60, seconds: 600, what: 'tests of channels', isShared: true },
  expensive: { calls: 30, seconds: 600, what: 'exports', isShared: true },
} as const satisfies Record<string, Rate>

export type RateClass = keyof typeof RATES

/** `18,000 calls that read within a minute` */
export function rateWords(of: RateClass): string {
  const { calls, seconds, what } = RATES[of]
  return `${calls.toLocaleString('en')} ${what} within ${seconds === 60 ? 'a minute' : `${seconds / 60} minutes`}`
}

/** The classes as a table in Markdown. */
export function ratesTable(): string {
  const rows = (Object.keys(RATES) as RateClass[]).map((of) => [
    `\`${of}\``,
    rateWords(of),
    RATES[of].isShared ? 'by all web processes together, in the database' : 'by each web process, in its memory',
  ])
  const table = [['class', 'at most', 'counted'], ['---', '---', '---'], ...rows]
  return table.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
