const SHORTEST_PASSWORD = 12
const LONGEST_PASSWORD = 200
/** As a power of ten: about a third of a year for a fast computer that has the stored hash. */
const ENOUGH_GUESSES = 10
const YEAR = /(19|20)\d\d/g

/**
 * The form of a password that is compared and hashed: the same characters typed on two keyboards
 * give the same text.
 */
export function normalisePassword(password: string): string {
  return password.normalize('NFKC')
}

/**
 * Why a password must not be used, as a sentence. Null: it may be used. `about`: what others know
 * of its owner (the address, the name, the name of the host). `guesses`: how many guesses a text
 * needs, as a power of ten; it is asked about the password without the owner's words and without years.
 */
export function judgePassword(
  password: string,
  { about, guesses }: { about: readonly string[]; guesses: (text: string) => number },
): string | null {
  const text = normalisePassword(password)
  const length = [...text].length
  if (length < SHORTEST_PASSWORD)
    return `A password needs at least ${SHORTEST_PASSWORD} characters; this one has ${length}.`
  if (length > LONGEST_PASSWORD)
    return `A password may have at most ${LONGEST_PASSWORD} characters; this one has ${length}.`
  const folded = text.toLowerCase()
  if (new Set(folded).size < 5)
    return 'This password repeats a few characters. Choose one with more different characters.'
  if (isRepeated(folded)) return 'This password repeats one piece of text. Choose one that does not.'
  if (guesses(withoutKnown(folded, about)) < ENOUGH_GUESSES) {
    return 'This password is easy to guess: it consists of common words, rows of keys, years, or your own address and name. Choose several words that are not related to each other.'
  }
  return null
}

/** For example abcabcabcabc: a piece of at most a third of the length, repeated. */
function isRepeated(text: string): boolean {
  for (let size = 1; size <= text.length / 3; size++) if (text.startsWith(text.slice(size))) return true
  return false
}

/** Without the owner's words, the longest first, and without years: everybody knows them. */
function withoutKnown(text: string, about: readonly string[]): string {
  const own = about
    .flatMap((word) => [word, ...word.split('@'), ...word.split(/[^\p{L}\p{N}]+/u)])
    .map((word) => normalisePassword(word).toLowerCase())
    .filter((word) => word.length >= 3)
    .sort((a, b) => b.length - a.length)
  return own.reduce((rest, word) => rest.replaceAll(word, ''), text).replaceAll(YEAR, '')
}

/** How many wrong passwords a day have no delay. */
export const FREE_TRIES = 5

/** Reached after a dozen more tries; then there are some twenty a day. */
const LONGEST_SECONDS = 3600

/** How long the next try must wait, in seconds, after `tries` wrong passwords in a day. */
export function passwordDelay(tries: number): number {
  return tries <= FREE_TRIES ? 0 : Math.min(2 ** (tries - FREE_TRIES), LONGEST_SECONDS)
}
