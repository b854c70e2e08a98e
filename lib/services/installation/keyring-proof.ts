import { timingSafeEqual } from 'node:crypto'
import type { Keyring } from '@/lib/base/secrets'
import type { StoredKey } from '@/lib/db/queries/installation'
import { decryptHeartbeatKey } from '../keys/heartbeat-url'

const HASH = 'proof.hash'
const ENCRYPTED = 'proof.seal'
const TEXT = 'the secrets of this installation'

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

/** A text that the installation's secrets have encrypted and hashed. */
export interface Proof {
  decrypt(keyring: Keyring): string
  hash: Uint8Array
}

export function storedProof(stored: ReadonlyMap<string, string>): Proof {
  return {
    decrypt: (keyring) => keyring.decrypt(Buffer.from(stored.get(ENCRYPTED) ?? '', 'base64'), TEXT),
    hash: Buffer.from(stored.get(HASH) ?? '', 'hex'),
  }
}

/** Any heartbeat key is a proof as well. */
export function keyAsProof(key: StoredKey): Proof {
  return { decrypt: (keyring) => decryptHeartbeatKey(keyring, key), hash: key.hash }
}

/** Why these are not the installation's secrets, and what to do. Null: they are. */
export function keyringFault(keyring: Keyring, proof: Proof): string | null {
  let text: string
  try {
    text = proof.decrypt(keyring)
  } catch {
    return OTHER_SECRET
  }
  const own = keyring.hash(text)
  return own.length === proof.hash.length && timingSafeEqual(own, proof.hash) ? null : OTHER_HASH_SECRET
}

const OTHER_SECRET =
  'LUBDUB_SECRET is not the one that this database was made with. Every process of an installation needs the same. Use the old one again, or put it into LUBDUB_SECRET_OLD until `npm run rotate-secret` has encrypted everything with the new one.'

const OTHER_HASH_SECRET =
  'LUBDUB_HASH_SECRET is not the one that the keys of this database were made with. Set it to the first LUBDUB_SECRET that this installation had.'
