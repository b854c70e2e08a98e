import { showable } from '@/lib/base/showable'
import { type FieldReader, isFieldName, isOtherName, speaks } from './beat-fields'
import { type Charset, decodeFormText } from './body-text'
import { emptyStatement } from './said'
import { plainWord, readSignal, readSignalWord } from './signal-words'

const UTF8: Charset = { label: 'utf-8', isDeclared: false }

/** Words for a failure that are names of variables as well: `?status=ok&error=` says that there was none. */
const HOLDS_TEXT = new Set(['error', 'exception', 'timeout', 'signal', 'warning'])

/** Takes the fields of a query. A name without a value that is a listed word is a status: `?fail`. */
export function takeQuery(reader: FieldReader, query: string): void {
  const given = query.includes('?') ? query.split('&').flatMap(withoutAppended) : query.split('&')
  for (const whole of given) {
    const segment = /^(?:amp;|\?)/i.test(whole) ? whole.replace(/^(?:amp;|\?)+/i, '') : whole
    if (segment === '') continue
    const mark = segment.indexOf('=')
    const name = decodeFormText(mark === -1 ? segment : segment.slice(0, mark), UTF8)
    const value = mark === -1 ? '' : decodeFormText(segment.slice(mark + 1), UTF8)
    const isWord = value === '' && !isOtherName(name) && (mark === -1 || !isFieldName(name))
    if (isWord && mark !== -1 && HOLDS_TEXT.has(plainWord(name))) reader.say(emptyStatement(name))
    else if (isWord && reader.takeWord(name, name.replace(/[;,/]{1,9}$/, ''))) continue
    else if (name === '' && reader.takeWord('the query', value)) continue
    else takePair(reader, name, value)
  }
}

/** A segment of a query, and the query that was appended to a URL which had one: `run=5?status=fail`. Values of other fields may hold such a thing. */
function withoutAppended(segment: string): string[] {
  const added = /^(?:run|rid|attempt|host|env|done|total|add|unit|shards)=[^?]{0,200}\?((?:status|exit)=.*)$/is.exec(
    segment,
  )?.[1]
  return added === undefined ? [segment] : [segment.slice(0, -added.length - 1), added]
}

/** Takes one field of a query, form or part. */
export function takePair(reader: FieldReader, name: string, value: string): void {
  if (!reader.take(...plainPair(name, value))) reader.warn(`There is no field ${showable(name).slice(0, 50)}; dropped.`)
}

/** A pair that was escaped once too often, or not enough: `status%3Dfail`, `amp;status=fail`, `status:fail`. */
function plainPair(name: string, value: string): [name: string, value: string] {
  const bare = name.replace(/^(?:amp;|[?&])+/i, '')
  const mark = value === '' ? bare.slice(0, 100).search(/[=:]/) : -1
  const isPair = mark > 0 && (bare[mark] === '=' || speaks(bare.slice(0, mark)))
  return isPair ? [bare.slice(0, mark), bare.slice(mark + 1)] : [bare, value]
}

/** A form, as it was found in a text. */
export interface FoundForm {
  pairs: [name: string, value: string][]
  /** The first word, where it stands alone. */
  word: string | null
  /** A word for a failure that stands alone further on. */
  laterWord: string | null
  /** One pair whose value has a raw blank: it may as well be a line of a log. */
  isLine: boolean
  /** Lines in which there happens to be an address with a query. */
  isLog: boolean
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
  let laterWord: string | null = null
  let isAfterTwo = false
  let isMended = false
  for (const segment of text.split('&')) {
    const mark = segment.indexOf('=')
    const name = mark === -1 ? '' : segment.slice(0, mark)
    const last = raw.at(-1)
    const isPair = isName(name) && (!last || !/\s/.test(name) || (!isAfterTwo && isSaid(name, segment.slice(mark + 1))))
    const isEscaped = mark === -1 && /^\s{0,20}[\w.]{1,20}%3d\S*\s{0,20}$/i.test(segment)
    // `a && b=c` is a line of a shell.
    isAfterTwo = segment === ''
    if (isPair || isEscaped) {
      if (raw.length === 0 && isAddress(name)) return null
      if (
        raw.length >= MOST_PAIRS &&
        (seen.has(segment) || !speaks(decodeFormText(isPair ? name : segment.replace(/%3d.*$/is, ''), charset)))
      )
        continue
      if (raw.length >= MOST_PAIRS) seen.add(segment)
      raw.push(isPair ? [name, segment.slice(mark + 1)] : [segment.trim(), ''])
    } else if (last && laterWord === null && /^\w{1,40}$/.test(segment) && readSignalWord(segment)?.signal === 'fail')
      laterWord = segment
    else if (last && segment !== '') {
      last[1] += `&${segment}`
      isMended = true
    } else if (raw.length === 0 && word === null && /^\s*\w{1,40}\s*$/.test(segment)) word = segment.trim()
    else if (raw.length === 0 && segment.trim() !== '') return null
  }
  if (raw.length === 0) return null
  const isLine = raw.length === 1 && /\s/.test(raw[0]![1].trim())
  const pairs = raw.map(([name, value]): [string, string] =>
    plainPair(decodeFormText(name, charset).trim(), decodeFormText(withoutLineEnds(value), charset)),
  )
  return { pairs, word, laterWord, isLine, isLog: isLog(raw, charset), isMended }
}

function isName(name: string): boolean {
  return name !== '' && name.trim().length <= 200 && !/\s/.test(name.trim())
}

/** `& status=fail`: the blank is none of a value before it. */
function isSaid(name: string, value: string): boolean {
  return speaks(name) && value.length <= 200 && readSignal(value.trim()) !== null
}

/** `https://host/path?name`, a tag of HTML: a text that happens to have an address with a query in it. */
function isAddress(name: string): boolean {
  return /^\s*[/<]|:\/\/|\w\?\w/.test(name) && !/^\s*metric\./i.test(name)
}

/** Whether it begins like `level=info path=/x?page=1`, and no status in it can be read. */
function isLog(raw: readonly [name: string, value: string][], charset: Charset): boolean {
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
