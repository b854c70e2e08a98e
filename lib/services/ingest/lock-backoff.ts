const MOST = 256

/**
 * Whether decisions may be made from what is kept. Each time that it turns out to be old, more batches in a row are to be locked, up to 256; each time
 * that it holds, fewer. So processes that take turns at the same monitors do not do their work twice.
 */
export class OptimisticLockBackoff {
  #lockedLeft = 0
  #penalty = 0

  /** Asked once a batch: whether it is to be locked. */
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
