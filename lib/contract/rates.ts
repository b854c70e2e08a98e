export interface Rate {
  /** So many calls within so many seconds. The time begins with the first call. */
  calls: number
  seconds: number
  /** What is counted, in the plural. */
  what: string
  /**
   * Whether the calls of a whole workspace are counted, by all web processes together, in the database. Else those of one key or one person in a
   * workspace are, by each web process, in its memory.
   */
  isShared: boolean
}

/**
 * How often the operations of each class may be done. docs/api.md says why these figures. Only rare calls may be shared: counting one is a write
 * to the database.
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

/** Whose calls are counted together. */
export function countedOf(of: RateClass): string {
  return RATES[of].isShared ? 'one workspace' : 'one key or one person'
}

/** The classes as a table in Markdown. */
export function ratesTable(): string {
  const rows = (Object.keys(RATES) as RateClass[]).map((of) => [
    `\`${of}\``,
    rateWords(of),
    countedOf(of),
    RATES[of].isShared ? 'by all web processes together, in the database' : 'by each web process, in its memory',
  ])
  const table = [['class', 'at most', 'of', 'counted'], ['---', '---', '---', '---'], ...rows]
  return table.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
