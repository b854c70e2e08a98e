import { showable } from '@/lib/base/showable'
import type { Signal } from '@/lib/core/types'
import type { BeatFields } from './beat'
import { FieldReader, idempotencyKey, isBeatField } from './beat-fields'

/** The job's output is kept up to this many bytes: the last ones, for the tail explains a failure. */
export const OUTPUT_LIMIT = 100_000

export interface BeatRequest {
  /** The signal and exit status of the path, parsed. Null: the path names none. */
  path: { signal: Signal; exit: number | null } | null
  /** What follows `?`, undecoded. '' when there is none. */
  query: string
  contentType: string
  /** The body, or as much of its tail as was kept. */
  body: Buffer
  bodyTruncated: boolean
  idempotencyHeader: string | null
  traceparent: string | null
}

/** Reads a call's query, form, JSON or output. Never throws and never refuses: what cannot be read becomes a warning. */
export function parseBeat(request: BeatRequest): { fields: BeatFields; warnings: string[] } {
  const reader = new FieldReader()
  const { fields } = reader
  if (request.query !== '') takePairs(reader, new URLSearchParams(request.query))
  if (request.body.length > 0) takeBody(reader, request)
  if (request.path) {
    if (fields.signal && fields.signal !== request.path.signal)
      reader.warn('status differs from the URL; the URL holds.')
    fields.signal = request.path.signal
    fields.exit = request.path.exit ?? fields.exit
  }
  if (fields.signal === null && fields.exit !== null) fields.signal = fields.exit === 0 ? 'success' : 'fail'
  if (request.idempotencyHeader) fields.idempotencyKey = idempotencyKey(request.idempotencyHeader)
  fields.trace ??= request.traceparent ? showable(request.traceparent).slice(0, 200) : null
  return { fields, warnings: reader.warnings }
}

function takePairs(reader: FieldReader, pairs: URLSearchParams): void {
  const seen = new Set<string>()
  for (const [name, value] of pairs) {
    if (seen.has(name)) reader.warn(`${showable(name).slice(0, 50)} is given twice; the first holds.`)
    else if (!reader.take(name, value)) reader.warn(`There is no field ${showable(name).slice(0, 50)}; dropped.`)
    seen.add(name)
  }
}

function takeBody(reader: FieldReader, request: BeatRequest): void {
  const text = request.body.toString('utf8')
  const type = request.contentType.toLowerCase()
  const isForm = type.startsWith('application/x-www-form-urlencoded')
  const isJson = type.startsWith('application/json') || type.includes('+json')
  // `curl -d '{…}'` says "form" of what is JSON, and `curl --data-binary @log` says it of what is output.
  const mayBeJson = isJson || (isForm && text.trimStart().startsWith('{'))
  const object = mayBeJson && !request.bodyTruncated ? parseObject(text) : null
  if (object) {
    takeObject(reader, object)
  } else if (isForm && !mayBeJson && !request.bodyTruncated && looksLikeForm(text)) {
    takePairs(reader, new URLSearchParams(text))
  } else {
    if (isJson) reader.warn('The body is no JSON object that can be read; kept as output.')
    takeOutput(reader, text, request.bodyTruncated)
  }
}

function takeOutput(reader: FieldReader, text: string, isTruncated: boolean): void {
  const kept = text.length > OUTPUT_LIMIT ? text.slice(-OUTPUT_LIMIT) : text
  reader.fields.output = showable(kept)
  reader.fields.outputTruncated = isTruncated || kept !== text
  if (reader.fields.outputTruncated) reader.warn(`The output is longer than ${OUTPUT_LIMIT} bytes; its end is kept.`)
}

function takeObject(reader: FieldReader, object: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(object).slice(0, 200)) {
    if (!reader.take(name, value)) reader.warn(`There is no field ${showable(name).slice(0, 50)}; dropped.`)
  }
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}

function looksLikeForm(text: string): boolean {
  if (/[\r\n]./.test(text)) return false
  const first = text.slice(0, 200).split(/[=&]/, 1)[0] ?? ''
  return text.includes('=') && isBeatField(decode(first))
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
