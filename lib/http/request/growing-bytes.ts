const FIRST_BYTES = 1_024

/** Collects pieces in one buffer: a separate buffer for a piece of one byte would take hundreds of bytes. */
export class GrowingBytes {
  #buffer = Buffer.alloc(0)
  size = 0

  /** How much memory it takes. */
  get held(): number {
    return this.#buffer.length
  }

  push(bytes: Buffer): void {
    const size = this.size + bytes.length
    if (size > this.#buffer.length) {
      const grown = Buffer.allocUnsafeSlow(
        Math.max(FIRST_BYTES, size, Math.min(2 * this.#buffer.length, size + 256_000)),
      )
      this.#buffer.copy(grown, 0, 0, this.size)
      this.#buffer = grown
    }
    bytes.copy(this.#buffer, this.size)
    this.size = size
  }

  /** Valid until the next `keepLast`. */
  bytes(): Buffer {
    return this.#buffer.subarray(0, this.size)
  }

  /** Drops all but the last bytes. */
  keepLast(count: number): void {
    if (this.size <= count) return
    this.#buffer.copyWithin(0, this.size - count, this.size)
    this.size = count
  }
}
