import { type BeatRequest, FIELDS_LIMIT, OUTPUT_LIMIT } from '@/lib/contract/beat-request'
import { BodyEnd } from './body-end'
import { GrowingBytes } from './growing-bytes'
import { codingOf, INFLATE_LIMIT, Inflater } from './inflate'
import { boundaryOf, MultipartReader } from './multipart'

/** The result of reading a body. */
export type ReadBody = Pick<BeatRequest, 'body' | 'bodyTruncated' | 'bodyEnd' | 'parts' | 'bodyWarnings' | 'bodyFault'>

const NOTHING = Buffer.alloc(0)
export const NO_BODY: ReadBody = { body: NOTHING, bodyTruncated: false }

/** For a body that is longer than this, in bytes, the reader does not wait for the end. */
export const READ_LIMIT = 256_000_000

const LIMITS = { head: FIELDS_LIMIT, end: OUTPUT_LIMIT }
/** The kind of a body is detected from this many of its first bytes. */
const LOOK_BYTES = 1_024
/** Smaller pieces are joined until they have this many bytes. */
const PIECE_BYTES = 16_384

/**
 * Reads a body while its pieces arrive: decompressed, with multipart split into parts, and otherwise its beginning, for
 * the fields, and its end, which is the job's output. Memory is bounded, for any input in pieces of any size.
 */
export class BodyReader {
  readonly #contentType: string
  readonly #contentEncoding: string
  /** The raw bytes, for a body that is declared as compressed and is not. Null: not needed. */
  #raw: BodyEnd | null = null
  #gathered = new GrowingBytes()
  size = 0
  #hasBegun = false
  #inflater: Inflater | null = null
  #fault: string | null = null
  #multipart: MultipartReader | null = null
  readonly #content = new Content()

  constructor({ contentType, contentEncoding }: { contentType: string; contentEncoding: string | null | undefined }) {
    this.#contentType = contentType
    this.#contentEncoding = contentEncoding ?? ''
  }

  /** How much memory it takes, in bytes. */
  get held(): number {
    const { end, fresh } = this.#content
    const unpacked = (this.#raw?.held ?? 0) + (this.#inflater?.held ?? 0)
    return this.#gathered.held + unpacked + end.held + fresh + (this.#multipart?.held ?? 0)
  }

  /** Takes a piece. Await the returned promise before the next piece. */
  push(chunk: Buffer): Promise<void> | null {
    this.size += chunk.length
    if (this.#gathered.size === 0 && chunk.length >= PIECE_BYTES) return this.#take(chunk)
    this.#gathered.push(chunk)
    return this.#gathered.size < PIECE_BYTES ? null : this.#take(this.#gather())
  }

  async finish(): Promise<ReadBody> {
    if (this.size === 0) return NO_BODY
    if (this.#gathered.size > 0) await this.#take(this.#gather())
    const warnings: string[] = []
    if (this.#inflater) {
      await this.#inflater.finish()
      await this.#feed()
      if (this.#inflater.isCut)
        warnings.push(`The body is more than ${INFLATE_LIMIT} bytes when decompressed; the rest is not read.`)
      else if (this.#inflater.isBroken) warnings.push('The body could not be decompressed to its end.')
    }
    const { isBroken = false } = this.#inflater ?? {}
    if (isBroken) this.#fault ??= 'The compressed body cannot be decompressed to its end'
    else if (this.#inflater && codingOf(this.#content.end.head().subarray(0, LOOK_BYTES), '') !== null)
      this.#fault ??= 'The body is compressed twice'
    // Declared as compressed, but it is not.
    const kept = isBroken && this.#content.end.size === 0 && this.#raw ? this.#raw : this.#content.end
    const parts = this.#multipart ? await this.#multipart.finish() : null
    const body = kept.head()
    const bodyTruncated = kept.size > body.length || (this.#inflater?.isCut ?? false)
    return {
      body,
      bodyTruncated,
      bodyEnd: bodyTruncated ? kept.end() : null,
      parts,
      bodyWarnings: warnings,
      bodyFault: this.#fault,
    }
  }

  /** No more will be read: the decompressor is closed now, not by the garbage collector. */
  leave(): void {
    this.#inflater?.leave()
    this.#multipart?.leave()
  }

  #gather(): Buffer {
    const bytes = this.#gathered.bytes()
    this.#gathered = new GrowingBytes()
    return bytes
  }

  #take(bytes: Buffer): Promise<void> | null {
    if (!this.#hasBegun) return this.#begin(bytes)
    this.#raw?.push(bytes)
    return this.#inflater ? this.#unpack(this.#inflater, bytes) : this.#feedRaw(bytes)
  }

  /** Called with enough bytes to detect the kind. */
  #begin(first: Buffer): Promise<void> | null {
    this.#hasBegun = true
    const coding = codingOf(first, this.#contentEncoding)
    if (coding === 'unknown') this.#fault = 'The body has an unknown compression'
    if (coding === null || coding === 'unknown') return this.#feedRaw(first)
    this.#raw = new BodyEnd(LIMITS)
    this.#raw.push(first)
    this.#inflater = new Inflater(coding, (bytes) => this.#content.push(bytes))
    return this.#unpack(this.#inflater, first)
  }

  async #unpack(inflater: Inflater, chunk: Buffer): Promise<void> {
    await inflater.push(chunk)
    await this.#feed()
  }

  #feedRaw(chunk: Buffer): Promise<void> | null {
    this.#content.push(chunk)
    return this.#content.hasBegun && this.#multipart === null ? this.#content.forget() : this.#feed()
  }

  /** Passes decompressed bytes to the reader of parts. */
  #feed(): Promise<void> | null {
    const content = this.#content
    if (!content.hasBegun) {
      content.hasBegun = true
      const boundary = boundaryOf(content.begin(), this.#contentType)
      const isDeclared = /^\s*multipart\//i.test(this.#contentType)
      if (boundary !== null) this.#multipart = new MultipartReader(boundary, { isDeclared })
    }
    return this.#multipart ? this.#multipart.push(content.take()) : content.forget()
  }
}

/** The decompressed text, and the part of it that was not examined yet. */
class Content {
  readonly end = new BodyEnd(LIMITS)
  #fresh: Buffer[] = []
  /** Bytes that were not examined yet. */
  fresh = 0
  hasBegun = false

  push(bytes: Buffer): void {
    this.end.push(bytes)
    this.#fresh.push(bytes)
    this.fresh += bytes.length
  }

  begin(): string {
    return Buffer.concat(this.#fresh).subarray(0, LOOK_BYTES).toString('latin1')
  }

  take(): Buffer {
    const bytes = this.#fresh.length === 1 ? this.#fresh[0]! : Buffer.concat(this.#fresh)
    this.#fresh = []
    this.fresh = 0
    return bytes
  }

  forget(): null {
    this.#fresh = []
    this.fresh = 0
    return null
  }
}
