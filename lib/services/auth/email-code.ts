import { randomInt } from 'node:crypto'
import type { Keyring } from '@/lib/base/secrets'

// No letters that are taken for others: without 0, 1, I, L, O and U.
const ALPHABET = 'ABCDEFGHJKMNPQRSTVWXYZ23456789'
const LENGTH = 8

/** A code of 8 characters to type in: about 39 bits, for five tries. */
export function newCode(): string {
  return Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
}

/** As it stands in the mail: in two groups. */
export function shownCode(code: string): string {
  return `${code.slice(0, 4)}-${code.slice(4)}`
}

/** The hash of a code, whatever spaces, dashes and case it was typed with; it is good for one mail only. */
export function codeHash(keyring: Keyring, handle: string, typed: string): Buffer {
  return keyring.hash(`code:${handle}:${typed.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')}`)
}
