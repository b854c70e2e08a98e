import { GrowingBytes } from './growing-bytes'

/** Keeps the beginning and the end of a stream of any length, in bounded memory. */
export class BodyEnd {
  readonly #headLimit: number
  readonly #endLimit: number
  readonly #head = new GrowingBytes()
  /** The bytes after the head. */
  readonly #tail = new GrowingBytes()
  size = 0

  constructor(limits: { head: number; end: number }) {
    this.#headLimit = limits.head
    this.#endLimit = limits.end
  }

  /** How much memory it takes, in bytes. */
  get held(): number {
    return this.#head.held + this.#tail.held
  }

  /** Copies the piece, so that the buffer around it can be freed. */
  push(chunk: Buffer): void {
    this.size += chunk.length
    const room = this.#headLimit - this.#head.size
    if (room > 0) this.#head.push(chunk.subarray(0, room))
    if (chunk.length <= room) return
    const rest = chunk.subarray(Math.max(room, 0))
    const last = rest.subarray(-this.#endLimit)
    if (this.#tail.size + last.length > 2 * this.#endLimit) this.#tail.keepLast(this.#endLimit - last.length)
    this.#tail.push(last)
  }

  head(): Buffer {
    return this.#head.bytes()
  }

  /** The last bytes, and their position in the whole. */
  end(): { bytes: Buffer; offset: number } {
    const tail = this.#tail.bytes().subarray(-this.#endLimit)
    const ofHead = Math.min(this.#endLimit - tail.length, this.#head.size)
    const bytes = Buffer.concat([this.head().subarray(this.#head.size - ofHead), tail])
    return { bytes, offset: this.size - bytes.length }
  }
}
