import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Keyring } from '@/lib/base/secrets'

/** What a browser in which this person signed in keeps, so that strangers' wrong passwords do not slow them down. */
export function deviceToken(keyring: Keyring, userId: string): string {
  const nonce = randomBytes(16).toString('base64url')
  return `${nonce}.${sealOf(keyring, userId, nonce).toString('base64url')}`
}

/** The device's own name, where the token was given to a browser of this person. Null: not known. */
export function knownDevice(keyring: Keyring, userId: string, token: string | undefined): string | null {
  const [nonce, seal] = token?.split('.') ?? []
  if (!nonce || !seal) return null
  const given = Buffer.from(seal, 'base64url')
  const wanted = sealOf(keyring, userId, nonce)
  return given.length === wanted.length && timingSafeEqual(given, wanted) ? nonce.slice(0, 40) : null
}

const sealOf = (keyring: Keyring, userId: string, nonce: string) => keyring.hash(`device:${userId}:${nonce}`)
