import { z } from 'zod'
import { canonicalRange } from '@/lib/base/addresses'
import { sanitizeText } from '@/lib/base/sanitize-text'
import { quote } from './parse-input'

/** The longest time that any limit may have, in seconds: a year of 365 days. */
export const LONGEST_SECONDS = 31_536_000

/** A text without control characters (PostgreSQL accepts no NUL) and without halves of surrogate pairs; trimmed. */
export function text(label: string, { max }: { max: number }) {
  const length = `${label} must have between 1 and ${max} characters`
  return (
    z
      .string({ error: (issue) => (issue.input === undefined ? `${label} is missing.` : `${label} must be a text.`) })
      .trim()
      .min(1, { error: `${length}; it is empty.` })
      .max(max, { error: `${length}; it is longer.` })
      .refine((value) => PRINTABLE.test(value), {
        error: `${label} must not contain control characters or broken Unicode.`,
      })
      // What turns text around or is not seen goes without a word: it comes along when people copy.
      .overwrite((value) => sanitizeText(value).trim())
      .refine((value) => value !== '', { error: `${length}; it has no visible character.` })
  )
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is kept out
const PRINTABLE = /^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\p{Cs}]*$/u

/** A whole number of seconds in [min, a year]. */
export function seconds(label: string, { min }: { min: number }) {
  const error = ({ input }: { input?: unknown }) => {
    if (input === undefined) return `${label} is missing.`
    if (typeof input === 'number' && !Number.isInteger(input)) {
      return `${label} must be a whole number of seconds; got ${input}.`
    }
    return `${label} must be between ${min} and ${LONGEST_SECONDS} seconds; got ${quote(input)}.`
  }
  return z.int({ error }).min(min, { error }).max(LONGEST_SECONDS, { error })
}

/** A range of IP addresses in CIDR notation, or one address; converted to its canonical form. */
export const addressRange = z
  .string({ error: 'Every entry of `allowedAddresses` must be a text, such as "10.0.0.0/8".' })
  .max(60)
  .transform((value, ctx) => {
    try {
      return canonicalRange(value)
    } catch (error) {
      ctx.addIssue({ code: 'custom', message: (error as Error).message })
      return z.NEVER
    }
  })

/** A whole number in [min, max]. */
export function count(label: string, { min, max }: { min: number; max: number }) {
  const error = (issue: { input?: unknown }) =>
    `${label} must be a whole number between ${min} and ${max}; got ${quote(issue.input)}.`
  return z.int({ error }).min(min, { error }).max(max, { error })
}

/** An instant in JSON: ISO 8601, UTC, milliseconds. */
export const instant = z.iso.datetime({ precision: 3 }).meta({ description: 'Instant in UTC, ISO 8601.' })

/** A search text. A text that no stored value can contain finds nothing, instead of an error. */
export const searched = (max: number) =>
  z
    .string()
    .max(max)
    .overwrite((value) => (PRINTABLE.test(value) ? value : '\ufffd'))
