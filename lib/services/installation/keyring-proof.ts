import { timingSafeEqual } from 'node:crypto'
import type { Keyring } from '@/lib/base/secrets'

const HASH = 'proof.hash'
const SEAL = 'proof.seal'
const TEXT = 'the secrets of this installation'

const PUT_BACK = 'Every process of an installation needs the same LUBDUB_SECRET, and those that go with it.'

/** Two values that only the holder of the installation's secrets can make: one hashed, one sealed. */
export function proofOf(keyring: Keyring): Map<string, string> {
  return new Map([
    [HASH, keyring.hash(TEXT).toString('hex')],
    [SEAL, keyring.encrypt(TEXT, TEXT).toString('base64')],
  ])
}

export function hasRecentAuthentication(stored: ReadonlyMap<string, string>): boolean {
  return stored.has(HASH) && stored.has(SEAL)
}

/** Whether these are the installation's secrets. Null: they are. Else why not, and what to do. */
export function keyringFault(keyring: Keyring, stored: ReadonlyMap<string, string>): string | null {
  if (!opens(keyring, stored.get(SEAL) ?? '')) {
    return `LUBDUB_SECRET is not the one that this database was made with. ${PUT_BACK}`
  }
  const [own, theirs] = [keyring.hash(TEXT), Buffer.from(stored.get(HASH) ?? '', 'hex')]
  if (own.length === theirs.length && timingSafeEqual(own, theirs)) return null
  return 'LUBDUB_HASH_SECRET is not the one that the keys of this database were made with. Set it to the first LUBDUB_SECRET that this installation had.'
}

function opens(keyring: Keyring, sealed: string): boolean {
  try {
    return keyring.decrypt(Buffer.from(sealed, 'base64'), TEXT) === TEXT
  } catch {
    return false
  }
}
