/*
 * Characters that control a terminal, reverse text or are invisible. Two joiners stay (U+200C, U+200D): Persian, Indic
 * scripts and emoji need them.
 */
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\p{Cs}\u{e0000}-\u{e0fff}]/gu

// CSI, then OSC, DCS and their like with their content, then the short ones: colours, titles, links, the cursor. Content is
// removed only up to an end on the same line: after a stray beginning, the rest of an output would be lost, and with it why a job failed.
const ESCAPES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*(?:\u0007|\u001b\\|\u009c)|\u001b[ -/]*[0-~]/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const LINE_ENDS = /\r\n?|[\u000b\u000c\u0085\u2028\u2029]/g

/**
 * A text that is safe to show: without terminal escapes, control characters, marks that reverse text and invisible
 * characters. Tabs and line ends stay, every line end as LF; halves of surrogate pairs become U+FFFD.
 */
export function sanitizeText(text: string): string {
  if (text.search(UNSEEN) === -1) return text
  return text.toWellFormed().replace(ESCAPES, '').replace(LINE_ENDS, '\n').replace(UNSEEN, '')
}

/** As `sanitizeText`, in one line: for subjects, log lines, titles. */
export function sanitizeLine(text: string): string {
  return sanitizeText(text).replace(/\s+/g, ' ').trim()
}

/** A copy of this value with every text in it sanitized. */
export function sanitizeTextIn<T>(value: T): T {
  if (typeof value === 'string') return sanitizeText(value) as T
  if (Array.isArray(value)) return value.map(sanitizeTextIn) as T
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, sanitizeTextIn(item)])) as T
}
