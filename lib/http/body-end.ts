import { GrowingBytes } from './growing-bytes'

/** Keeps the beginning and the end of what comes, whatever its length and its pieces, in bounded memory. */
export class BodyEnd {
  readonly #headLimit: number
  readonly #endLimit: number
  readonly #head = new GrowingBytes()
  /** What comes behind the head. */
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

  /** Copies it: what it is a piece of can be let go. */
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

  /** The last bytes, and where in the whole they begin. */
  end(): { bytes: Buffer; offset: number } {
    const tail = this.#tail.bytes().subarray(-this.#endLimit)
    const ofHead = Math.min(this.#endLimit - tail.length, this.#head.size)
    const bytes = Buffer.concat([this.head().subarray(this.#head.size - ofHead), tail])
    return { bytes, offset: this.size - bytes.length }
  }
}
