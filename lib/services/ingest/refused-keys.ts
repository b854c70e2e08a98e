export const UNKNOWN_KEYS = 10_000

export interface RefusedKey {
  key: string
  hash: Buffer
}

/**
 * Keys of beats that were refused and not told yet. Of keys that this process does not know there are at most some thousands: strangers can
 * make up any number, and must not push out those of jobs.
 */
export class RefusedKeys {
  readonly #known = new Map<string, RefusedKey>()
  readonly #unknown = new Map<string, RefusedKey>()

  add(key: string, hash: Buffer, isKnown: boolean): void {
    if (isKnown) this.#known.set(key, { key, hash })
    else if (this.#unknown.size < UNKNOWN_KEYS || this.#unknown.has(key)) this.#unknown.set(key, { key, hash })
  }

  list(): RefusedKey[] {
    return [...this.#known.values(), ...this.#unknown.values()]
  }

  /** These are told. One that was refused again since they were listed is told once more. */
  told(keys: readonly RefusedKey[]): void {
    for (const one of keys) {
      if (this.#known.get(one.key) === one) this.#known.delete(one.key)
      if (this.#unknown.get(one.key) === one) this.#unknown.delete(one.key)
    }
  }
}
