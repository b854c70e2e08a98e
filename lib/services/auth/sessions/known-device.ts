import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Keyring } from '@/lib/base/secrets'

/**
 * The token that a browser keeps after a sign-in of this person, so that wrong passwords from
 * elsewhere do not delay them.
 */
export function deviceToken(keyring: Keyring, userId: string): string {
  const nonce = randomBytes(16).toString('base64url')
  return `${nonce}.${tagOf(keyring, userId, nonce).toString('base64url')}`
}

/** The device's id, if the token was given to a browser of this person. Null: not known. */
export function knownDevice(keyring: Keyring, userId: string, token: string | undefined): string | null {
  const [nonce, tag] = token?.split('.') ?? []
  if (!nonce || !tag) return null
  const given = Buffer.from(tag, 'base64url')
  const wanted = tagOf(keyring, userId, nonce)
  return given.length === wanted.length && timingSafeEqual(given, wanted) ? nonce.slice(0, 40) : null
}

const tagOf = (keyring: Keyring, userId: string, nonce: string) => keyring.hash(`device:${userId}:${nonce}`)
