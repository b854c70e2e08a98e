import type { PathSignal } from './said'

/** The job's output is kept up to this many bytes: the last ones, for the tail explains a failure. */
export const OUTPUT_LIMIT = 100_000

/** Fields are read from up to this many bytes of a body. */
export const FIELDS_LIMIT = 1_000_000

export interface BeatRequest {
  /** What the path says. Null: nothing. */
  path: PathSignal | null
  /** What follows `?`, undecoded. '' when there is none. */
  query: string
  contentType: string
  /** The body, or its first `FIELDS_LIMIT` bytes. */
  body: Buffer
  /** Whether there was more of it. */
  bodyTruncated: boolean
  /** The end of a body that was truncated, and where in it that end begins. Left out: the end of `body`. */
  bodyEnd?: { bytes: Buffer; offset: number } | null
  /** The parts of a multipart body. Null, or left out: it is none. */
  parts?: BodyParts | null
  /** What went wrong while the body was read. */
  bodyWarnings?: readonly string[]
  /** Why the body cannot be read at all: its compression is not known here. */
  bodyFault?: string | null
  idempotencyHeader: string | null
  traceparent: string | null
}

/** What a multipart body holds. */
export interface BodyParts {
  pairs: readonly (readonly [name: string, value: string])[]
  /** The end of its files, which are the job's output. Null: there are none. */
  file: Buffer | null
  isFileTruncated: boolean
  /** It does not end as it should. */
  isBroken: boolean
}
