import type { Keyring } from '@/lib/base/secrets'

const KEYS_KEPT = 100_000

/** Hashes of heartbeat keys; those of keys that call often are not computed again. */
export class KeyHashes {
  readonly #keyring: Keyring
  readonly #kept = new Map<string, Buffer>()

  constructor(keyring: Keyring) {
    this.#keyring = keyring
  }

  of(key: string): Buffer {
    const kept = this.#kept.get(key)
    if (kept) return kept
    if (this.#kept.size >= KEYS_KEPT) this.#kept.clear()
    const hash = this.#keyring.hash(key)
    this.#kept.set(key, hash)
    return hash
  }
}
