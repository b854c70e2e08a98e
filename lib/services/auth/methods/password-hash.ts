import { randomBytes } from 'node:crypto'
import { hash, type Options, verify } from '@node-rs/argon2'
import { normalisePassword } from '@/lib/core/sign-in'

// argon2id with 19 MiB, two passes and one lane: the minimum that OWASP recommends.
const OPTIONS: Options = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 }
let nobodys: Promise<string> | null = null

/** An object, so that a test can count the calls. */
export const passwordHasher = {
  hash: (password: string) => hash(normalisePassword(password), OPTIONS),
  verify: (stored: string, password: string) => verify(stored, normalisePassword(password)),
}

/**
 * Whether the password is right. For a person without a password it is wrong, after the same amount
 * of work.
 */
export async function isPassword(stored: string | null, password: string): Promise<boolean> {
  nobodys ??= passwordHasher.hash(randomBytes(32).toString('base64'))
  const isRight = await passwordHasher.verify(stored ?? (await nobodys), password)
  return stored !== null && isRight
}
