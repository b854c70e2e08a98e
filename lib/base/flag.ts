const YES = ['1', 'true', 'yes', 'on']
const NO = ['0', 'false', 'no', 'off']

/** Parses yes or no. Null: the word is neither. */
export function parseFlag(text: string): boolean | null {
  const word = text.trim().toLowerCase()
  if (YES.includes(word)) return true
  return NO.includes(word) ? false : null
}

export const FLAG_WORDS = '1, true, yes or on, or 0, false, no or off'
