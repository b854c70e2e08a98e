const MOST = 256

/**
 * Whether decisions may be made from the cache. After each version conflict more batches in a row are locked, up to 256; after each success
 * fewer. So processes that write the same monitors in turns do not do their work twice.
 */
export class OptimisticLockBackoff {
  #lockedLeft = 0
  #penalty = 0

  /** Whether the next batch is to be locked. To be called once for each batch. */
  isNextLocked(): boolean {
    if (this.#lockedLeft === 0) return false
    this.#lockedLeft -= 1
    return true
  }

  onSuccess(): void {
    this.#penalty >>= 1
  }

  onConflict(): void {
    this.#penalty = Math.min(MOST, Math.max(1, this.#penalty * 2))
    this.#lockedLeft = this.#penalty
  }
}
