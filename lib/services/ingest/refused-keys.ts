const UNKNOWN_KEYS = 2_000

export interface RefusedKey {
  key: string
  hash: Buffer
}

/**
 * Keys of beats that were refused and not told yet. Of keys that this process does not know there are at most some thousands: strangers can
 * make up any number, and must not push out those of jobs.
 */
export class RefusedKeys {
  readonly #known = new Map<string, Buffer>()
  readonly #unknown = new Map<string, Buffer>()

  add(key: string, hash: Buffer, isKnown: boolean): void {
    if (isKnown) this.#known.set(key, hash)
    else if (this.#unknown.size < UNKNOWN_KEYS) this.#unknown.set(key, hash)
  }

  list(): RefusedKey[] {
    return [...this.#known, ...this.#unknown].map(([key, hash]) => ({ key, hash }))
  }

  told(keys: readonly RefusedKey[]): void {
    for (const { key } of keys) {
      this.#known.delete(key)
      this.#unknown.delete(key)
    }
  }
}
