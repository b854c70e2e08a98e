/** Keeps the beginning and the end of what comes, whatever its length, in bounded memory. */
export class BodyEnd {
  readonly #headLimit: number
  readonly #endLimit: number
  #head: Buffer[] = []
  #headSize = 0
  #end: Buffer[] = []
  #endSize = 0
  size = 0

  constructor(limits: { head: number; end: number }) {
    this.#headLimit = limits.head
    this.#endLimit = limits.end
  }

  push(chunk: Buffer): void {
    this.size += chunk.length
    if (this.#headSize < this.#headLimit) {
      const part = chunk.subarray(0, this.#headLimit - this.#headSize)
      this.#head.push(part)
      this.#headSize += part.length
    }
    this.#end.push(chunk)
    this.#endSize += chunk.length
    if (this.#endSize > 4 * this.#endLimit + this.#headLimit) this.#shorten()
  }

  head(): Buffer {
    return this.#head.length === 1 ? this.#head[0]! : Buffer.concat(this.#head)
  }

  /** The last bytes, and where in the whole they begin. */
  end(): { bytes: Buffer; offset: number } {
    this.#shorten()
    return { bytes: this.#end[0] ?? Buffer.alloc(0), offset: this.size - this.#endSize }
  }

  #shorten(): void {
    const all = Buffer.concat(this.#end)
    // A copy, so that what comes before it is let go of.
    const end = all.length > this.#endLimit ? Buffer.from(all.subarray(all.length - this.#endLimit)) : all
    this.#end = [end]
    this.#endSize = end.length
  }
}
