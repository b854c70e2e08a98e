import { randomBytes } from 'node:crypto'
import { hash, type Options, verify } from '@node-rs/argon2'
import { normalisePassword } from '@/lib/core/sign-in'

// argon2id, 19 MiB, twice, one lane: what OWASP asks for at least.
const OPTIONS: Options = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 }
let nobodys: Promise<string> | null = null

/** An object, so that a test can count what is done with it. */
export const passwordHasher = {
  hash: (password: string) => hash(normalisePassword(password), OPTIONS),
  verify: (stored: string, password: string) => verify(stored, normalisePassword(password)),
}

/** Whether this is the password; of someone who has none it is not, after the same work. */
export async function isPassword(stored: string | null, password: string): Promise<boolean> {
  nobodys ??= passwordHasher.hash(randomBytes(32).toString('base64'))
  const isRight = await passwordHasher.verify(stored ?? (await nobodys), password)
  return stored !== null && isRight
}
