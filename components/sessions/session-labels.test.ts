import { expect, test } from 'vitest'
import { howSignedIn } from './session-labels'

test.each([
  ['password', null, 'by password'],
  ['password', 'totp', 'by password and a code'],
  ['link', 'recovery_code', 'by a one-time link and a recovery code'],
  ['passkey', 'passkey', 'by passkey'],
  ['github', 'passkey', 'by GitHub and a passkey'],
] as const)('%s with %s reads: %s', (method, secondFactor, words) => {
  expect(howSignedIn({ method, secondFactor })).toBe(words)
})
