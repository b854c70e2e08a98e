const NAMES = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']

/** Whether the word is meant as weekdays, even if it is misspelled. */
export const looksLikeWeekdays = (word: string) => /^[A-Za-z]/.test(word)

/**
 * Reads `Mon`, `Monday,Wed`, `Mon..Fri` (or `Mon-Fri`) and lists of these. The values are 0
 * (Sunday) to 6.
 * @param fail makes the error to throw from a sentence that says what to do
 */
export function parseWeekdays(word: string, fail: (advice: string) => Error): ReadonlySet<number> {
  const items = word.replace(/,$/, '').split(',')
  const days = items.flatMap((item) => {
    const [first, last, ...rest] = item.split(/\.\.|-/)
    const from = indexOf(first!)
    const to = last === undefined ? from : indexOf(last)
    if (from < 0 || to < 0 || rest.length > 0) {
      throw fail(`${JSON.stringify(item)} is not a weekday; use Mon to Sun, lists (Mon,Wed) and ranges (Mon..Fri)`)
    }
    if (from > to)
      throw fail(`the week goes from Mon to Sun; write ${first}..Sun,Mon..${last} to continue past its end`)
    return Array.from({ length: to - from + 1 }, (_, index) => (from + index + 1) % 7)
  })
  return new Set(days)
}

function indexOf(text: string): number {
  const name = text.toLowerCase()
  return NAMES.findIndex((full) => full === name || full.slice(0, 3) === name)
}
