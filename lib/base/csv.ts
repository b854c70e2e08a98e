import { sanitizeText } from './sanitize-text'

// What spreadsheets read as the beginning of a formula, also after spaces and as its fullwidth form.
const FORMULA = /^[\s\u00a0\ufeff]*[=+\-@\t\r\n\0＝＋－＠|]/

/**
 * A field of a CSV file by RFC 4180. A text that a spreadsheet could read as a formula gets an apostrophe in front;
 * terminal escapes and marks that reverse text are removed.
 */
export function csvField(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const shown = sanitizeText(value)
  const guarded = FORMULA.test(value) || FORMULA.test(shown) ? `'${shown}` : shown
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
}

/** A line of a CSV file, with its end. */
export function csvLine(values: readonly (string | number | null)[]): string {
  return `${values.map(csvField).join(',')}\r\n`
}
