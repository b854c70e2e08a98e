import type { Transform } from 'node:stream'
import * as zlib from 'node:zlib'

/** How many bytes are decompressed at most: a decompression bomb is cut. */
export const INFLATE_LIMIT = 10_000_000

type Coding = 'gzip' | 'deflate' | 'raw deflate' | 'br' | 'zstd'

/** The compression of a body, by its first bytes and by its header. Null: none. `unknown`: not supported. */
export function codingOf(first: Buffer, declared: string): Coding | 'unknown' | null {
  const [a = 0, b = 0, c, d] = first
  if (a === 0x1f && b === 0x8b) return 'gzip'
  if (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd) return makerOf('zstd') ? 'zstd' : 'unknown'
  const names = declared
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
  const name = names.findLast((one) => one !== '' && one !== 'identity')
  if (name === undefined || isText(first)) return null
  if (name === 'deflate') return (a & 0x0f) === 8 && (a * 256 + b) % 31 === 0 ? 'deflate' : 'raw deflate'
  if (name === 'br') return 'br'
  // A proxy has decompressed it already.
  return name === 'gzip' || name === 'x-gzip' ? null : 'unknown'
}

/** Whether bytes look like text in UTF-8: compressed bytes hardly ever do. */
function isText(first: Buffer): boolean {
  const sample = first.subarray(0, 64)
  if (!sample.every((byte) => byte === 9 || byte === 10 || byte === 13 || (byte >= 32 && byte !== 127))) return false
  try {
    // The sample may end within a character.
    new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: true })
    return sample.length > 0
  } catch {
    return false
  }
}

function makerOf(coding: Coding): (() => Transform) | undefined {
  const makers: Record<Coding, (() => Transform) | undefined> = {
    gzip: zlib.createGunzip,
    deflate: zlib.createInflate,
    'raw deflate': zlib.createInflateRaw,
    br: zlib.createBrotliDecompress,
    // Node has it from 22.15 on.
    zstd: (zlib as { createZstdDecompress?: () => Transform }).createZstdDecompress,
  }
  return makers[coding]
}

/** The size of zlib's windows, approximately. */
const STREAM_BYTES = 64_000

/** Decompresses what is pushed, piece by piece, and returns at most `INFLATE_LIMIT` bytes. */
export class Inflater {
  readonly #stream: Transform
  readonly #hasLongWindow: boolean
  #size = 0
  #ended: Promise<void>
  isCut = false
  isBroken = false

  constructor(coding: Coding, to: (bytes: Buffer) => void) {
    this.#stream = makerOf(coding)!()
    this.#hasLongWindow = coding === 'br' || coding === 'zstd'
    this.#stream.on('data', (bytes: Buffer) => {
      const room = INFLATE_LIMIT - this.#size
      if (room > 0) to(bytes.length > room ? bytes.subarray(0, room) : bytes)
      this.#size += bytes.length
      if (this.#size <= INFLATE_LIMIT || this.isCut) return
      this.isCut = true
      this.#stream.destroy()
    })
    this.#ended = new Promise((resolve) => {
      this.#stream.once('end', resolve)
      this.#stream.once('close', resolve)
      this.#stream.once('error', () => {
        this.isBroken = !this.isCut
        resolve()
      })
    })
  }

  /**
   * How much memory it takes, in bytes, approximately: windows of br and zstd may be as long as the decompressed text.
   */
  get held(): number {
    if (this.#stream.destroyed) return 0
    return STREAM_BYTES + (this.#hasLongWindow ? Math.min(this.#size, INFLATE_LIMIT) : 0)
  }

  leave(): void {
    this.#stream.destroy()
  }

  get isOver(): boolean {
    return this.isCut || this.isBroken || this.#stream.destroyed
  }

  /** Resolves when the bytes are decompressed, or never will be. */
  async push(bytes: Buffer): Promise<void> {
    if (this.isOver) return
    const taken = new Promise<void>((resolve) => this.#stream.write(bytes, () => resolve()))
    await Promise.race([taken, this.#ended])
  }

  async finish(): Promise<void> {
    if (!this.isOver) this.#stream.end()
    await this.#ended
  }
}
