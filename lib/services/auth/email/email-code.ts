import { randomInt } from 'node:crypto'
import type { Keyring } from '@/lib/base/secrets'

// Characters that look alike are left out: 0, 1, I, L, O and U.
const ALPHABET = 'ABCDEFGHJKMNPQRSTVWXYZ23456789'
const LENGTH = 8

/** A code of 8 characters to type: about 39 bits, for five tries. */
export function newCode(): string {
  return Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
}

/** The code as the mail shows it: in two groups. */
export function shownCode(code: string): string {
  return `${code.slice(0, 4)}-${code.slice(4)}`
}

/** The hash of a code. Spaces, dashes and case do not matter. It is valid for one mail only. */
export function codeHash(keyring: Keyring, handle: string, typed: string): Buffer {
  return keyring.hash(`code:${handle}:${typed.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')}`)
}
