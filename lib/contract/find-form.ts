import { isFieldName, isOtherName, speaks } from './beat-fields'
import { plainPair } from './beat-pairs'
import { type Charset, decodeFormText } from './body-text'
import { readSignal, readSignalWord } from './signal-words'

type Pair = [name: string, value: string]

/** A form, as it was found in a text. */
export interface FoundForm {
  pairs: Pair[]
  /** The first word, if it stands alone. */
  word: string | null
  /** A word for a failure that stands alone later on. */
  laterWord: string | null
  /** One pair whose value has a raw space: it may also be a line of a log. */
  isLine: boolean
  /** Lines that contain an address with a query. */
  isLog: boolean
  /** A raw `&` in a value was read as a part of it. */
  isRepaired: boolean
}

/** Above this number, pairs are read only if they may contain the signal. */
const MOST_PAIRS = 500

/** Reads a text as a form, whose names have no spaces. Null: it is no form. */
export function findForm(text: string, charset: Charset): FoundForm | null {
  const reader = new FormReader(charset)
  for (const segment of text.split('&')) if (!reader.read(segment)) return null
  return reader.result()
}

class FormReader {
  readonly #charset: Charset
  readonly #raw: Pair[] = []
  // One megabyte can repeat the same pair a hundred thousand times.
  readonly #seen = new Set<string>()
  #word: string | null = null
  #laterWord: string | null = null
  #isAfterTwo = false
  #isRepaired = false

  constructor(charset: Charset) {
    this.#charset = charset
  }

  /** Returns false if the text is no form. */
  read(segment: string): boolean {
    const last = this.#raw.at(-1)
    const pair = pairOf(segment, { isFirst: !last, isAfterTwo: this.#isAfterTwo })
    this.#isAfterTwo = segment === ''
    if (pair) {
      if (!last && isAddress(pair[0])) return false
      this.#add(pair, segment)
    } else if (last) this.#addToLast(last, segment)
    else if (this.#word === null && /^\s*\w{1,40}\s*$/.test(segment)) this.#word = segment.trim()
    else return segment.trim() === ''
    return true
  }

  /** Null: there is no pair. */
  result(): FoundForm | null {
    const raw = this.#raw
    const charset = this.#charset
    if (raw.length === 0) return null
    const pairs = raw.map(([name, value]) =>
      plainPair(decodeFormText(name, charset).trim(), decodeFormText(withoutLineEnds(value), charset)),
    )
    const isLine = raw.length === 1 && /\s/.test(raw[0]![1].trim())
    const words = { word: this.#word, laterWord: this.#laterWord }
    return { pairs, ...words, isLine, isLog: isLog(raw, charset), isRepaired: this.#isRepaired }
  }

  #add(pair: Pair, segment: string): void {
    if (this.#raw.length >= MOST_PAIRS) {
      if (this.#seen.has(segment) || !speaks(decodeFormText(pair[0], this.#charset))) return
      this.#seen.add(segment)
    }
    this.#raw.push(pair)
  }

  /** A segment that is no pair belongs to the value before it, unless it is a word that reports a failure. */
  #addToLast(last: Pair, segment: string): void {
    if (segment === '') return
    if (this.#laterWord === null && isFailureWord(segment)) this.#laterWord = segment
    else {
      last[1] += `&${segment}`
      this.#isRepaired = true
    }
  }
}

/** The pair in a segment, unchanged. Null: it is none, or a part of the value before it. */
function pairOf(segment: string, { isFirst, isAfterTwo }: { isFirst: boolean; isAfterTwo: boolean }): Pair | null {
  const mark = segment.indexOf('=')
  if (mark === -1) {
    // Escaped too often.
    const [, name, value] = /^\s{0,20}([\w.]{1,20})%3d(\S*)\s{0,20}$/i.exec(segment) ?? []
    return name === undefined ? null : [name, value!]
  }
  const [name, value] = [segment.slice(0, mark), segment.slice(mark + 1)]
  const bare = name.trim()
  if (bare === '' || bare.length > 200 || /\s/.test(bare)) return null
  if (isFirst || bare.length === name.length) return [name, value]
  // `a && b=c` is a line of a shell; `& status=fail` is not.
  const isSaid = !isAfterTwo && speaks(name) && value.length <= 200 && readSignal(value.trim()) !== null
  return isSaid ? [name, value] : null
}

function isFailureWord(segment: string): boolean {
  return /^\w{1,40}$/.test(segment) && readSignalWord(segment)?.signal === 'fail'
}

/** `https://host/path?name`, a tag of HTML: a text that contains an address with a query. */
function isAddress(name: string): boolean {
  return /^\s*[/<]|:\/\/|\w\?\w/.test(name) && !/^\s*metric\./i.test(name)
}

/** Whether it begins like `level=info path=/x?page=1`, and has no readable status. */
function isLog(raw: readonly Pair[], charset: Charset): boolean {
  const [first] = raw
  if (raw.length < 2 || !/\s\S*=/.test(first![1])) return false
  const name = decodeFormText(first![0], charset).trim()
  if (isFieldName(name) || isOtherName(name) || speaks(name) || /^metric\./i.test(name)) return false
  return raw.every(([given, value]) => {
    const said = decodeFormText(value.slice(0, 1_000), charset).trim()
    const isRead = readSignal(said) !== null || readSignal(said.split(/[\r\n]/, 1)[0]!) !== null
    return !speaks(decodeFormText(given, charset)) || (/[\s"<>]/.test(said) && !isRead)
  })
}

function withoutLineEnds(text: string): string {
  let to = text.length
  while (to > 0 && (text[to - 1] === '\n' || text[to - 1] === '\r')) to -= 1
  return text.slice(0, to)
}
