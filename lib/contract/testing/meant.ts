import { parseBeat } from '../beat-parse'
import { FIELDS_LIMIT, OUTPUT_LIMIT } from '../beat-request'
import { meaningOf, readPathSignal } from '../said'

export interface Call {
  path?: string
  query?: string
  body?: string
  /** The body as bytes, in place of `body`. */
  bytes?: Buffer
  type?: string
}

/** The meaning of a call on a main key. */
export function meant({ path = '', query = '', body = '', bytes = Buffer.from(body), type = 'text/plain' }: Call) {
  const { fields } = parseBeat({
    path: readPathSignal(path),
    query,
    body: bytes.subarray(0, FIELDS_LIMIT),
    bodyTruncated: bytes.length > FIELDS_LIMIT,
    bodyEnd: { bytes: bytes.subarray(-OUTPUT_LIMIT), offset: Math.max(0, bytes.length - OUTPUT_LIMIT) },
    contentType: type,
    idempotencyHeader: null,
    traceparent: null,
  })
  const { signal } = meaningOf(fields.said, { bound: null, isPart: false })
  return { signal, output: fields.output, runKey: fields.runKey, step: fields.step }
}
