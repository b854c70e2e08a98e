export const UNKNOWN_KEYS = 10_000

export interface RefusedKey {
  key: string
  hash: Buffer
}

/**
 * Keys of beats that were refused and are not recorded yet. The number of keys that this process does not know is limited: anybody can invent
 * any number of keys, and these must not remove the keys of jobs.
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

  /** Removes keys that are recorded now. A key that was refused again since `list` stays, and is recorded once more. */
  told(keys: readonly RefusedKey[]): void {
    for (const one of keys) {
      if (this.#known.get(one.key) === one) this.#known.delete(one.key)
      if (this.#unknown.get(one.key) === one) this.#unknown.delete(one.key)
    }
  }
}
