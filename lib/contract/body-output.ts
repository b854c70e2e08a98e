import { sanitizeText } from '@/lib/base/sanitize-text'
import type { FieldReader } from './beat-fields'
import { type BeatRequest, OUTPUT_LIMIT } from './beat-request'
import { type Charset, decodeEnd } from './body-text'

/** A body, as text. */
export interface Body {
  text: string
  charset: Charset
  type: 'json' | 'lines' | 'other'
  request: BeatRequest
}

export function takeOutput(reader: FieldReader, { charset, request }: Body): void {
  const { body, bodyTruncated, bodyEnd } = request
  const end = bodyEnd ?? { bytes: body, offset: 0 }
  const offset = end.bytes.length < body.length ? Math.max(end.offset, 0) : end.offset
  keepOutput(
    reader,
    decodeEnd(end.bytes, { charset, limit: OUTPUT_LIMIT, offset }),
    bodyTruncated || end.bytes.length > OUTPUT_LIMIT,
  )
}

export function keepOutput(reader: FieldReader, text: string, isTruncated: boolean): void {
  reader.fields.output = sanitizeText(text.includes('\0') ? text.replaceAll('\0', '') : text)
  reader.fields.outputTruncated = isTruncated
  if (isTruncated) reader.warn(`The output is longer than ${OUTPUT_LIMIT} bytes; its end is kept.`)
}

export function takeBroken(reader: FieldReader, body: Body): void {
  takeOutput(reader, body)
  if (!reader.hasSaid('body')) reader.breakBody('The body should be JSON and cannot be read')
}

/** The end of a body that is too long to be read. Empty: it is unknown. */
export function endOf({ charset, request: { bodyEnd } }: Body): string {
  return bodyEnd ? decodeEnd(bodyEnd.bytes, { charset, limit: OUTPUT_LIMIT, offset: bodyEnd.offset }) : ''
}
