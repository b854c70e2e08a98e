import { timingSafeEqual } from 'node:crypto'
import type { Keyring } from '@/lib/base/secrets'

const HASH = 'proof.hash'
const ENCRYPTED = 'proof.seal'
const TEXT = 'the secrets of this installation'

const PUT_BACK =
  'Every process of an installation needs the same LUBDUB_SECRET and the other secrets of the installation.'

/** Two values that can be made only with the installation's secrets: one hashed, one encrypted. */
export function proofOf(keyring: Keyring): Map<string, string> {
  return new Map([
    [HASH, keyring.hash(TEXT).toString('hex')],
    [ENCRYPTED, keyring.encrypt(TEXT, TEXT).toString('base64')],
  ])
}

export function hasKeyringProof(stored: ReadonlyMap<string, string>): boolean {
  return stored.has(HASH) && stored.has(ENCRYPTED)
}

/** Why these are not the installation's secrets, and what to do. Null: they are. */
export function keyringFault(keyring: Keyring, stored: ReadonlyMap<string, string>): string | null {
  if (!canDecrypt(keyring, stored.get(ENCRYPTED) ?? '')) {
    return `LUBDUB_SECRET is not the one that this database was made with. ${PUT_BACK}`
  }
  const [own, theirs] = [keyring.hash(TEXT), Buffer.from(stored.get(HASH) ?? '', 'hex')]
  if (own.length === theirs.length && timingSafeEqual(own, theirs)) return null
  return 'LUBDUB_HASH_SECRET is not the one that the keys of this database were made with. Set it to the first LUBDUB_SECRET that this installation had.'
}

function canDecrypt(keyring: Keyring, encrypted: string): boolean {
  try {
    return keyring.decrypt(Buffer.from(encrypted, 'base64'), TEXT) === TEXT
  } catch {
    return false
  }
}
