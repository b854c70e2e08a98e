import type { Signal } from '@/lib/core/types'

/** How a signal is stored in `beat`: one byte instead of a word, a tenth of a beat's row. */
export const SIGNAL_BYTES: Readonly<Record<Signal, string>> = {
  start: 'b',
  progress: 'p',
  success: 's',
  fail: 'f',
  log: 'l',
}

/** SQL for the signal's word, of a column of `beat`. */
export const signalWord = (column: string): string =>
  `CASE ${column} ${Object.entries(SIGNAL_BYTES)
    .map(([word, byte]) => `WHEN '${byte}' THEN '${word}'`)
    .join(' ')} END`
