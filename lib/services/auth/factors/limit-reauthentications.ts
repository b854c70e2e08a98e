import type { Caller } from '../../context'
import { consume, limiter, tooMany } from '../../rates/limiters'
import { addressKey } from '../rate-limits'
import type { AuthResources } from '../resources'

const TRIES = 10
const WITHIN_SECONDS = 15 * 60

type With = Pick<AuthResources, 'pool'>

const wrongTries = (resources: With) =>
  limiter(resources, { keyPrefix: 'proof', points: TRIES, duration: WITHIN_SECONDS })

/**
 * Refuses the eleventh wrong try of a person within a quarter of an hour. Only people with a first
 * factor or a session may try, so nobody can lock another person out.
 * @throws AppError `too_many`
 */
export async function requireTriesLeft(resources: With, userId: string): Promise<void> {
  const used = await wrongTries(resources).get(userId)
  if (used !== null && used.consumedPoints >= TRIES) throw tooMany('Too many wrong tries.', used.msBeforeNext / 1000)
}

/** Counts a wrong try. */
export async function countWrongTry(resources: With, userId: string): Promise<void> {
  await wrongTries(resources).penalty(userId)
}

/**
 * Uses one of the 60 passkey requests that one address may make within a quarter of an hour.
 * @throws AppError `too_many`
 */
export async function countPasskeyAsk(resources: With, caller: Caller): Promise<void> {
  const asks = limiter(resources, { keyPrefix: 'passkey-ask', points: 60, duration: WITHIN_SECONDS })
  await consume(asks, addressKey(caller), 'Passkeys were asked for too often.')
}
