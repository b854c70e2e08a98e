import { type FieldReader, speaks } from './beat-fields'
import { areLines, takeCutJson, takeMembers, takeMended } from './beat-json'
import { findForm, takePair } from './beat-pairs'
import { type BeatRequest, type BodyParts, OUTPUT_LIMIT } from './beat-request'
import { type Body, endOf, keepOutput, takeBroken, takeOutput } from './body-output'
import { charsetOf, decodeBytes, decodeEnd, decodeFormText } from './body-text'
import { membersOf, parsed } from './json-members'
import { readSignal, readSignalWord } from './signal-words'

const NO_FIELD = 'The JSON has no field that is known here; kept as output.'

/** Reads a body by its content, whatever its type is said to be: fields, a lone word, or the job's output. */
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
  // What is in it may say more than could be read.
  if (request.bodyFault && !reader.hasSaid('body')) reader.breakBody(request.bodyFault)
}

/** Bytes that nobody would want to read. */
function isPacked(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return /[\u0000-\u0008\u000e-\u001a\ufffd]/.test(text.slice(0, 100))
}

function typeOf({ contentType }: BeatRequest): Body['type'] {
  const type = contentType.toLowerCase()
  if (/ndjson|jsonl|json-lines|json-seq|stream\+json/.test(type)) return 'lines'
  return /^\s*(application|text)\/(json|[\w.-]+\+json)/.test(type) ? 'json' : 'other'
}

function takeText(reader: FieldReader, body: Body): void {
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
  if (type === 'lines') takeOutput(reader, body)
  else if (/^%7b/i.test(start)) takeJson(reader, { ...body, text: unescaped(text) })
  else if (isWrapped(start) && parsed(text) === undefined) takeJson(reader, { ...body, text: unwrapped(text) })
  else if (/^[{["]/.test(start)) takeJson(reader, body)
  else if (takeForm(reader, body)) return
  else if (type === 'json' && !isScalar(text)) takeBroken(reader, body)
  else takeOutput(reader, body)
}

/** An object in the quotes of a shell that keeps them. */
function isWrapped(start: string): boolean {
  return /^\\?["'`‘’“”]+\s{0,20}\{/.test(start)
}

function unwrapped(text: string): string {
  const said = text.trim()
  const begun = said.indexOf('{')
  const end = said.lastIndexOf('}')
  return end > begun ? said.slice(begun, end + 1) : said.slice(begun)
}

/** `status: fail` and the like, as a line of its own. */
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
  if (value === undefined) {
    if (areLines(text)) takeOutput(reader, body)
    else takeMended(reader, body)
    return
  }
  // A list of one, as PowerShell makes it, and JSON that was made JSON twice.
  if (Array.isArray(value) && value.length === 1 && isObject(value[0]))
    takeObject(reader, { ...body, text: text.trim().slice(1, -1) })
  else if (isObject(value)) takeObject(reader, body)
  else if (typeof value === 'string' && depth === 0) takeInner(reader, body, value)
  else {
    if (body.type === 'json' && typeof value === 'object' && value !== null) reader.warn(NO_FIELD)
    takeOutput(reader, body)
  }
}

function takeInner(reader: FieldReader, body: Body, inner: string): void {
  if (/^\s*\{/.test(inner)) takeJson(reader, { ...body, text: inner }, 1)
  else if (!takeForm(reader, { ...body, text: inner })) takeOutput(reader, body)
}

function takeObject(reader: FieldReader, body: Body): void {
  const members = membersOf(body.text)?.members ?? []
  if (takeMembers(reader, members)) return
  reader.warn(NO_FIELD)
  takeOutput(reader, body)
}

/** Whether the text is a form, and was taken. */
function takeForm(reader: FieldReader, body: Body): boolean {
  const { text, charset, request } = body
  if (!text.includes('=')) return false
  const form = findForm(request.bodyTruncated ? text.slice(0, -1) : text, charset)
  if (form === null) return false
  const [first] = form.pairs
  const word = form.word !== null && readSignalWord(form.word) !== null ? form.word : null
  if (word === null && !form.pairs.some(([name, value]) => reader.knows(name, value))) {
    if (form.pairs.length > 1 || !first![1].trimStart().startsWith('{')) return false
    // `payload={"status":"fail"}`
    takeJson(reader, { ...body, text: first![1] }, 1)
    return true
  }
  const name = first![0].toLowerCase()
  if (form.isLine && name !== 'message') {
    takeOutput(reader, body)
    if (name === 'status' || name === 'exit')
      reader.breakBody(`The body begins with ${name}= and goes on like a line of a log`)
    return true
  }
  if (word !== null) reader.takeWord(word, word)
  for (const [given, value] of form.pairs) takePair(reader, given, value)
  if (form.isMended) reader.warn('A raw & was taken for a part of the value before it; write it as %26.')
  if (request.bodyTruncated) takeEndOfForm(reader, body)
  return true
}

/** Of a form that is longer than is read: what its end says of the signal. */
function takeEndOfForm(reader: FieldReader, body: Body): void {
  for (const segment of endOf(body).trimEnd().split('&').slice(1)) {
    const mark = segment.indexOf('=')
    const name = mark === -1 || mark > 200 ? '' : decodeFormText(segment.slice(0, mark), body.charset)
    if (speaks(name)) reader.take(name, decodeFormText(segment.slice(mark + 1), body.charset))
  }
  reader.warn('The form is longer than is read; what is in its middle is dropped.')
  if (!reader.hasSaid('body'))
    reader.breakBody('The form is too long to be read, and says no status at its beginning or end')
}

function takeParts(reader: FieldReader, body: Body, { pairs, file, isFileTruncated, isBroken }: BodyParts): void {
  const isKnown = pairs.some(([name, value]) => reader.knows(name, value))
  for (const [name, value] of isKnown ? pairs : []) takePair(reader, name, value)
  if (file !== null) {
    const charset = charsetOf(file, '')
    const text = decodeEnd(file, { charset, limit: OUTPUT_LIMIT, offset: 0 })
    keepOutput(reader, text, isFileTruncated || file.length > OUTPUT_LIMIT)
  } else if (!isKnown) takeOutput(reader, body)
  if (!isBroken) return
  if (reader.hasSaid('body')) reader.warn('The parts of the body do not end as they should.')
  else reader.breakBody('The parts of the body do not end as they should')
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
