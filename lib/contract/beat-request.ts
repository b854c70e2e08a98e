import type { PathSignal } from './said'

/** The last bytes of the job's output are kept, up to this many, because its end explains a failure. */
export const OUTPUT_LIMIT = 100_000

/** Fields are read from up to this many bytes of a body. */
export const FIELDS_LIMIT = 1_000_000

export interface BeatRequest {
  /** The signal of the path. Null: none. */
  path: PathSignal | null
  /** The text after `?`, undecoded. '' when there is none. */
  query: string
  contentType: string
  /** The body, or its first `FIELDS_LIMIT` bytes. */
  body: Buffer
  /** Whether the body was longer. */
  bodyTruncated: boolean
  /** The end of a body that was truncated, and its position in the body. Left out: the end of `body`. */
  bodyEnd?: { bytes: Buffer; offset: number } | null
  /** The parts of a multipart body. Null, or left out: it is not multipart. */
  parts?: BodyParts | null
  /** Problems while the body was read. */
  bodyWarnings?: readonly string[]
  /** Why the body cannot be read at all: its compression is unknown. */
  bodyFault?: string | null
  idempotencyHeader: string | null
  traceparent: string | null
}

/** The content of a multipart body. */
export interface BodyParts {
  pairs: readonly (readonly [name: string, value: string])[]
  /** The end of its files, which are the job's output. Null: there are none. */
  file: Buffer | null
  isFileTruncated: boolean
  /** It has no proper end. */
  isBroken: boolean
}
