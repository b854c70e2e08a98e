import { showable } from '@/lib/base/showable'
import { type FieldReader, isFieldName, isOtherName, speaks } from './beat-fields'
import { type Charset, decodeFormText } from './body-text'
import { emptyStatement } from './said'
import { plainWord } from './signal-words'

const UTF8: Charset = { label: 'utf-8', isDeclared: false }

/** Words for a failure that are names of variables as well: `?status=ok&error=` says that there was none. */
const HOLDS_TEXT = new Set(['error', 'exception', 'timeout', 'signal', 'warning'])

/** Takes the fields of a query. A name without a value that is a listed word is a status: `?fail`. */
export function takeQuery(reader: FieldReader, query: string): void {
  for (const segment of query.split('&')) {
    if (segment === '') continue
    const mark = segment.indexOf('=')
    const name = decodeFormText(mark === -1 ? segment : segment.slice(0, mark), UTF8)
    const value = mark === -1 ? '' : decodeFormText(segment.slice(mark + 1), UTF8)
    const isWord = value === '' && !isOtherName(name) && (mark === -1 || !isFieldName(name))
    if (isWord && mark !== -1 && HOLDS_TEXT.has(plainWord(name))) reader.say(emptyStatement(name))
    else if (!(isWord && reader.takeWord(name, name))) takePair(reader, name, value)
  }
}

/** Takes one field of a query, form or part. */
export function takePair(reader: FieldReader, name: string, value: string): void {
  if (reader.take(name, value)) return
  // A URL that was escaped once too often: `?status%3Dfail`, `&amp;status=fail`.
  const inner = name.replace(/^amp;/i, '')
  const mark = value === '' ? inner.indexOf('=') : -1
  const isTaken =
    mark === -1 ? inner !== name && reader.take(inner, value) : reader.take(inner.slice(0, mark), inner.slice(mark + 1))
  if (!isTaken) reader.warn(`There is no field ${showable(name).slice(0, 50)}; dropped.`)
}

/** A form, as it was found in a text. */
export interface FoundForm {
  pairs: [name: string, value: string][]
  /** The first word, where it stands alone. */
  word: string | null
  /** One pair whose value has a raw blank: it may as well be a line of a log. */
  isLine: boolean
  /** A raw `&` in a value was taken for a part of it. */
  isMended: boolean
}

/** Pairs beyond that are taken only where they may say something of the signal. */
const MOST_PAIRS = 500

/** Reads a text as a form, whose names have no blanks. Null: it is none. */
export function findForm(text: string, charset: Charset): FoundForm | null {
  const raw: [string, string][] = []
  // One megabyte can say the same a hundred thousand times.
  const seen = new Set<string>()
  let word: string | null = null
  let isMended = false
  for (const segment of text.split('&')) {
    const mark = segment.indexOf('=')
    const name = mark === -1 ? '' : segment.slice(0, mark)
    const last = raw.at(-1)
    if (name !== '' && name.trim().length <= 200 && !/\s/.test(name.trim()) && !(last && /\s/.test(name))) {
      if (raw.length >= MOST_PAIRS && (seen.has(segment) || !speaks(decodeFormText(name, charset)))) continue
      if (raw.length >= MOST_PAIRS) seen.add(segment)
      raw.push([name, segment.slice(mark + 1)])
    } else if (last && segment !== '') {
      last[1] += `&${segment}`
      isMended = true
    } else if (raw.length === 0 && word === null && /^\s*\w{1,40}\s*$/.test(segment)) word = segment.trim()
    else if (raw.length === 0 && segment.trim() !== '') return null
  }
  if (raw.length === 0) return null
  const isLine = raw.length === 1 && /\s/.test(raw[0]![1].trim())
  const pairs = raw.map(([name, value]): [string, string] => [
    decodeFormText(name, charset).trim(),
    decodeFormText(withoutLineEnds(value), charset),
  ])
  return { pairs, word, isLine, isMended }
}

function withoutLineEnds(text: string): string {
  let to = text.length
  while (to > 0 && (text[to - 1] === '\n' || text[to - 1] === '\r')) to -= 1
  return text.slice(0, to)
}
