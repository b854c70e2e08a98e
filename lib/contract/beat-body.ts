import { type FieldReader, speaks } from './beat-fields'
import { areLines, isReport, takeCutJson, takeMembers, takeRepaired } from './beat-json'
import { takePair } from './beat-pairs'
import { type BeatRequest, type BodyParts, OUTPUT_LIMIT } from './beat-request'
import { type Body, endOf, keepOutput, takeBroken, takeOutput } from './body-output'
import { charsetOf, decodeBytes, decodeEnd, decodeFormText } from './body-text'
import { findForm } from './find-form'
import { type Member, membersOf, parsed } from './json-members'
import { nearerToJson } from './repair-json'
import { readSignal, readSignalWord } from './signal-words'

const NO_FIELD = 'The JSON has no known field; kept as output.'

/** Reads a body by its content, whatever its declared type is: fields, a single word, or the job's output. */
export function takeBody(reader: FieldReader, request: BeatRequest): void {
  reader.enter('body')
  for (const warning of request.bodyWarnings ?? []) reader.warn(warning)
  const charset = charsetOf(request.body, request.contentType)
  const text = decodeBytes(request.body, charset)
  if (request.bodyFault && isPacked(text)) {
    reader.breakBody(request.bodyFault)
    return
  }
  const body: Body = {
    text: text.includes('\0') ? text.replaceAll('\0', '') : text,
    charset,
    type: typeOf(request),
    request,
  }
  if (request.parts) takeParts(reader, body, request.parts)
  else takeText(reader, body)
  // The unreadable part may contain a signal.
  if (request.bodyFault && !reader.hasSaid('body')) reader.breakBody(request.bodyFault)
}

/** Bytes without a meaning for people. */
function isPacked(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return /[\u0000-\u0008\u000e-\u001a\ufffd]/.test(text.slice(0, 100))
}

function typeOf({ contentType }: BeatRequest): Body['type'] {
  const type = contentType.toLowerCase()
  if (/ndjson|jsonl|json-lines|json-seq|stream\+json/.test(type)) return 'lines'
  return /^\s*(application|text)\/(json|[\w.-]+\+json)/.test(type) ? 'json' : 'other'
}

function takeText(reader: FieldReader, given: Body): void {
  // Record separators, and byte order marks in wrong places.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a control character is what is looked for
  const body = { ...given, text: given.text.replace(/^[\u001e\u200b-\u200d\u2060\ufeff\ufffd]+/, '') }
  const { text, type, request } = body
  const start = text.trimStart().slice(0, 200)
  if (start === '') {
    takeOutput(reader, body)
    return
  }
  const said = text.trim()
  const isShort = said.length <= 200 && !request.bodyTruncated
  if (isShort && !/\s/.test(said) && reader.takeWord('the body', said)) return
  if (isShort && type !== 'json' && takeStatusLine(reader, { ...body, text: said })) return
  if (isShort && IS_NAME_OF_OBJECT.test(said)) takeBroken(reader, body)
  else if (type === 'lines' && /^[{[]/.test(start)) takeOutput(reader, body)
  else if (/^%7b/i.test(start)) takeJson(reader, { ...body, text: unescaped(text) })
  else if (isQuotedForm(said, body) && takeForm(reader, { ...body, text: withoutQuotes(said) })) return
  else if (isWrapped(start) && parsed(text) === undefined) takeJson(reader, { ...body, text: unwrapped(text) })
  else if (isShort && takeMap(reader, body)) return
  else if (/^[{["]/.test(start)) takeJson(reader, body)
  else if (takeForm(reader, body)) return
  else if (type === 'json' && !isScalar(text)) takeBroken(reader, body)
  else takeOutput(reader, body)
}

/** What some languages print for an object that is converted to a text. */
const IS_NAME_OF_OBJECT = /^(?:\[object \w+\]|System\.Collections\.[\w.]+)$/

/**
 * A form in quotes that a shell left there: up to its end, without quotes inside. One without a closing quote has no
 * spaces.
 */
function isQuotedForm(said: string, { request }: Body): boolean {
  const begun = /^\\?["'`‘’“”]+(?=[\w.[\]-]{1,40}(?:=|%3d))/i.exec(said.slice(0, 100))?.[0]
  if (begun === undefined || request.bodyTruncated) return false
  const inner = withoutQuotes(said)
  return !/["'`‘’“”]/.test(inner) && (said.length > begun.length + inner.length || !/\s/.test(inner))
}

function withoutQuotes(said: string): string {
  return said.replace(/^\\?["'`‘’“”]+/, '').replace(/\\?["'`‘’“”]{1,9}$/, '')
}

/** `{status=fail, run=1}`, as Java and PowerShell print a map, when it has a status. It is output as well. */
function takeMap(reader: FieldReader, body: Body): boolean {
  const inner = /^@?\{([\w.]{1,40}=[^{}[\]"'\n]*)\}$/.exec(body.text.trim())?.[1]
  if (inner === undefined) return false
  const pairs = inner
    .split(/[,;]/)
    .map((part): [string, string] => [part.split('=', 1)[0]!.trim(), part.slice(part.indexOf('=') + 1).trim()])
  if (!pairs.some(([name, value]) => /^status$/i.test(name) && readSignalWord(value) !== null)) return false
  for (const [name, value] of pairs) takePair(reader, name, value)
  takeOutput(reader, body)
  return true
}

/** An object in quotes that a shell left there. */
function isWrapped(start: string): boolean {
  return /^\\?["'`‘’“”]+\s{0,20}(?:\[\s{0,20})?\{/.test(start)
}

function unwrapped(text: string): string {
  const said = text.trim()
  const begun = said.indexOf('{')
  const end = said.lastIndexOf('}')
  return end > begun ? said.slice(begun, end + 1) : said.slice(begun)
}

/** `status: fail` and the like, on a line of its own. */
function takeStatusLine(reader: FieldReader, body: Body): boolean {
  const [, name, value = ''] = /^\s*["']?(status|exit)["']?\s*:\s*([^\r\n]+?)\s*$/i.exec(body.text) ?? []
  if (!name || readSignal(value) === null) return false
  reader.take(name, value)
  takeOutput(reader, body)
  return true
}

function takeJson(reader: FieldReader, body: Body, depth = 0): void {
  const { text, request } = body
  if (request.bodyTruncated) {
    takeCutJson(reader, body)
    return
  }
  const value = parsed(text)
  const isDeeper = depth < 3
  if (value === undefined) {
    const nearer = isDeeper ? nearerToJson(text) : text
    if (nearer !== text) takeJson(reader, { ...body, text: nearer }, 3)
    else if (areLines(text) || isReport(reader, text)) takeOutput(reader, body)
    else takeRepaired(reader, body)
    return
  }
  // A list with one object, as PowerShell creates it, and JSON that was encoded twice.
  const object = objectTextOf(value, text)
  if (object !== null) takeObject(reader, { ...body, text: object })
  else if (isDeeper && typeof value === 'string') takeInner(reader, { ...body, text: value }, depth + 1)
  else {
    if (body.type === 'json' && typeof value === 'object' && value !== null) reader.warn(NO_FIELD)
    takeOutput(reader, body)
  }
}

/** The text of an object, also when it is the only one of a list. Null: it is something else. */
function objectTextOf(value: unknown, text: string): string | null {
  let [inner, innerText] = [value, text]
  while (Array.isArray(inner) && inner.length === 1) {
    inner = inner[0]
    innerText = innerText.trim().slice(1, -1)
  }
  return isObject(inner) ? innerText : null
}

function takeInner(reader: FieldReader, body: Body, depth: number): void {
  const said = body.text.trim()
  if (/^[{[]/.test(said)) takeJson(reader, body, depth)
  else if (said.length <= 200 && !/\s/.test(said) && reader.takeWord('the body', said)) return
  else if (!takeForm(reader, body)) takeOutput(reader, body)
}

function takeObject(reader: FieldReader, body: Body): void {
  const members = membersOf(body.text)?.members ?? []
  if (takeMembers(reader, members)) return
  reader.warn(NO_FIELD)
  takeOutput(reader, body)
}

/** Whether the text is a form, and was read. */
function takeForm(reader: FieldReader, body: Body): boolean {
  const { text, charset, request } = body
  if (!/=|%3d/i.test(text)) return false
  const form = findForm(request.bodyTruncated ? text.slice(0, -1) : text, charset)
  if (form === null || form.isLog) return false
  const [first] = form.pairs
  const last = request.bodyTruncated ? endOfForm(body) : []
  const word = form.word !== null && readSignalWord(form.word) !== null ? form.word : null
  const payloads = form.pairs.map((pair) => payloadOf(reader, pair))
  const isKnownPair = (pair: [string, string]) => reader.knows(...pair)
  const isKnown = payloads.some(Boolean) || form.pairs.some(isKnownPair) || last.some(isKnownPair)
  if (word === null && !isKnown) {
    if (form.pairs.length > 1 || !/^\s*\[?\s*\{/.test(first![1].slice(0, 200))) return false
    // `x={"status":"fail"}`
    takeJson(reader, { ...body, text: first![1] }, 1)
    return true
  }
  const name = first![0].toLowerCase()
  if (form.isLine && name !== 'message' && !payloads[0]) {
    takeOutput(reader, body)
    if (name === 'status' || name === 'exit')
      reader.breakBody(`The body begins with ${name}= and continues like a line of a log`)
    return true
  }
  if (word !== null) reader.takeWord(word, word)
  else if (form.laterWord !== null && !form.pairs.some(([given]) => speaks(given)))
    reader.takeWord(form.laterWord, form.laterWord)
  takePairs(reader, form.pairs, payloads)
  if (form.isRepaired) reader.warn('A raw & was read as a part of the value before it; write it as %26.')
  if (!request.bodyTruncated) return true
  for (const [given, value] of last) reader.take(given, value)
  reader.warn('The form is too long; its middle part is dropped.')
  if (!reader.hasSaid('body'))
    reader.breakBody('The form is too long to be read, and has no status at its beginning or end')
  return true
}

type Pair = readonly [name: string, value: string]

function takePairs(reader: FieldReader, pairs: readonly Pair[], payloads: readonly (Member[] | null)[]): void {
  for (const [n, [name, value]] of pairs.entries())
    if (payloads[n]) takeMembers(reader, payloads[n])
    else takePair(reader, name, value)
}

/**
 * The members of `payload={"status":"fail"}`, as hooks of other products send it. Null: another form, or no known
 * member.
 */
function payloadOf(reader: FieldReader, [name, value]: Pair): Member[] | null {
  if (!/^(?:payload|data|json|body)$/i.test(name.trim()) || !/^\s*\{/.test(value.slice(0, 200))) return null
  const found = membersOf(value)
  const isWhole = found?.end === 'closed' && found.next === ''
  return isWhole && found.members.some((one) => reader.knows(one.name, one.value)) ? found.members : null
}

/** For a form that is too long: reads the signal at its end. */
function endOfForm(body: Body): [name: string, value: string][] {
  const segments = endOf(body).trimEnd().split('&').slice(1)
  return segments.flatMap((segment): [string, string][] => {
    const mark = segment.indexOf('=')
    const name = mark === -1 || mark > 200 ? '' : decodeFormText(segment.slice(0, mark), body.charset)
    const said = segment.slice(mark + 1).trim()
    if (!speaks(name) || (/\s/.test(said) && readSignal(said) === null)) return []
    return [[name, decodeFormText(segment.slice(mark + 1), body.charset)]]
  })
}

function takeParts(reader: FieldReader, body: Body, { pairs, file, isFileTruncated, isBroken }: BodyParts): void {
  const payloads = pairs.map((pair) => payloadOf(reader, pair))
  const isKnown = payloads.some(Boolean) || pairs.some(([name, value]) => reader.knows(name, value))
  if (isKnown) takePairs(reader, pairs, payloads)
  if (file !== null) {
    const charset = charsetOf(file, '')
    const text = decodeEnd(file, { charset, limit: OUTPUT_LIMIT, offset: 0 })
    keepOutput(reader, text, isFileTruncated || file.length > OUTPUT_LIMIT)
  } else if (!isKnown) takeOutput(reader, body)
  if (!isBroken) return
  if (reader.hasSaid('body')) reader.warn('The multipart body has no proper end.')
  else reader.breakBody('The multipart body has no proper end')
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isScalar(text: string): boolean {
  const value = parsed(text)
  return value !== undefined && !(typeof value === 'object' && value !== null)
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text.trim().replace(/=$/, '').replaceAll('+', ' '))
  } catch {
    return text
  }
}
