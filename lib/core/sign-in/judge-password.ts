import { COMMON_WORDS, RUNS } from './common-words'

const SHORTEST_PASSWORD = 12
const LONGEST_PASSWORD = 200
/** How many different characters must remain after all common parts are removed. */
const ENOUGH_LEFT = 5
const LEET: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
}

/**
 * The form of a password that is compared and hashed: the same characters typed on two keyboards
 * give the same text.
 */
export function normalisePassword(password: string): string {
  return password.normalize('NFKC')
}

/**
 * Why a password must not be used, as a sentence. Null: it may be used. `about`: what others know
 * of its owner (the address, the name, the name of the host).
 */
export function judgePassword(password: string, about: readonly string[]): string | null {
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
  if (left(folded, about) < ENOUGH_LEFT) {
    return 'This password is easy to guess: it consists of common words, rows of keys, years, or your own address and name. Choose several words that are not related to each other.'
  }
  return null
}

/** For example abcabcabcabc: a piece of at most a third of the length, repeated. */
function isRepeated(text: string): boolean {
  for (let size = 1; size <= text.length / 3; size++) {
    if (
      text ===
      text
        .slice(0, size)
        .repeat(Math.ceil(text.length / size))
        .slice(0, text.length)
    )
      return true
  }
  return false
}

/**
 * How many different characters remain without words, keyboard runs and years. Digits are read in
 * two ways; the smaller result counts.
 */
function left(text: string, about: readonly string[]): number {
  const own = about.flatMap((word) => [word, ...word.split(/[^\p{L}\p{N}]+/u)]).map((word) => word.toLowerCase())
  const words = [...own.filter((word) => word.length >= 3).sort((a, b) => b.length - a.length), ...COMMON_WORDS]
  const read = (value: string) => rest(value, words)
  return Math.min(read(text), read([...text].map((character) => LEET[character] ?? character).join('')))
}

function rest(text: string, words: readonly string[]): number {
  let remaining = withoutRuns(text)
  // Short words count only as whole words: `am` inside another word is not a word.
  for (const word of words) {
    if (word.length > 3) remaining = remaining.replaceAll(word, ' ')
  }
  const parts = remaining.split(/[^\p{L}]+/u).filter((part) => part.length > 0 && !words.includes(part))
  const digits = remaining.replaceAll(/(19|20)\d\d/g, ' ').replaceAll(/\D+/g, '')
  return new Set(parts.join('') + digits).size
}

function withoutRuns(text: string): string {
  let remaining = text.replaceAll(/(.)\1{2,}/gu, ' ')
  for (let at = 0; at + 4 <= remaining.length; at++) {
    for (let size = remaining.length - at; size >= 4; size--) {
      if (!isRun(remaining.slice(at, at + size))) continue
      remaining = `${remaining.slice(0, at)} ${remaining.slice(at + size)}`
      break
    }
  }
  return remaining
}

const BOTH_WAYS = RUNS.flatMap((run) => [run, [...run].reverse().join('')])
const isRun = (piece: string) => BOTH_WAYS.some((run) => run.includes(piece))
