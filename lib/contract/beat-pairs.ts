import { sanitizeText } from '@/lib/base/sanitize-text'
import { type FieldReader, isFieldName, isOtherName, speaks } from './beat-fields'
import { type Charset, decodeFormText } from './body-text'
import { emptyStatement } from './said'
import { plainWord } from './signal-words'

const UTF8: Charset = { label: 'utf-8', isDeclared: false }

/** Words for a failure that are also names of variables: `?status=ok&error=` means that there was no error. */
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

/**
 * A segment of a query, and the query that was appended to a URL with a query: `run=5?status=fail`. Values of other
 * fields may contain that.
 */
function withoutAppended(segment: string): string[] {
  const added = /^(?:run|rid|attempt|host|env|done|total|add|unit|shards)=[^?]{0,200}\?((?:status|exit)=.*)$/is.exec(
    segment,
  )?.[1]
  return added === undefined ? [segment] : [segment.slice(0, -added.length - 1), added]
}

/** Reads one field of a query, form or part. */
export function takePair(reader: FieldReader, name: string, value: string): void {
  if (!reader.take(...plainPair(name, value)))
    reader.warn(`There is no field ${sanitizeText(name).slice(0, 50)}; dropped.`)
}

/** A pair that was escaped too often, or not enough: `status%3Dfail`, `amp;status=fail`, `status:fail`. */
export function plainPair(name: string, value: string): [name: string, value: string] {
  const bare = name.replace(/^(?:amp;|[?&])+/i, '')
  const mark = value === '' ? bare.slice(0, 100).search(/[=:]/) : -1
  const isPair = mark > 0 && (bare[mark] === '=' || speaks(bare.slice(0, mark)))
  return isPair ? [bare.slice(0, mark), bare.slice(mark + 1)] : [bare, value]
}
