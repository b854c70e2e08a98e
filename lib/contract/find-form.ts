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
  const raw: Pair[] = []
  // One megabyte can repeat the same pair a hundred thousand times.
  const seen = new Set<string>()
  let word: string | null = null
  let laterWord: string | null = null
  let isAfterTwo = false
  let isRepaired = false
  for (const segment of text.split('&')) {
    const last = raw.at(-1)
    const pair = pairOf(segment, { isFirst: !last, isAfterTwo })
    isAfterTwo = segment === ''
    if (pair) {
      if (!last && isAddress(pair[0])) return null
      if (raw.length >= MOST_PAIRS) {
        if (seen.has(segment) || !speaks(decodeFormText(pair[0], charset))) continue
        seen.add(segment)
      }
      raw.push(pair)
    } else if (last) {
      if (segment === '') continue
      if (laterWord === null && isFailureWord(segment)) laterWord = segment
      else {
        last[1] += `&${segment}`
        isRepaired = true
      }
    } else if (word === null && /^\s*\w{1,40}\s*$/.test(segment)) word = segment.trim()
    else if (segment.trim() !== '') return null
  }
  if (raw.length === 0) return null
  const pairs = raw.map(([name, value]) =>
    plainPair(decodeFormText(name, charset).trim(), decodeFormText(withoutLineEnds(value), charset)),
  )
  const isLine = raw.length === 1 && /\s/.test(raw[0]![1].trim())
  return { pairs, word, laterWord, isLine, isLog: isLog(raw, charset), isRepaired }
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
