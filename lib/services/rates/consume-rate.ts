import type { Pool } from 'pg'
import { RATES, type RateClass, rateWords } from '@/lib/contract/rates'
import type { ServiceContext } from '../context'
import { consume, limiter, memoryLimiter } from './limiters'

/**
 * Counts one call of a class for its caller in the workspace: a key, or a person with all sessions.
 * @throws TooManyError when the caller has made all the calls that the class allows within its time.
 */
export async function consumeRate(
  resources: { pool: Pool },
  { workspaceId, actor }: Pick<ServiceContext, 'workspaceId' | 'actor'>,
  of: RateClass,
): Promise<void> {
  const { calls: points, seconds: duration, isShared } = RATES[of]
  const limit = { keyPrefix: `api-${of}`, points, duration }
  const [who, id] = actor.kind === 'apiKey' ? ['key', actor.keyId] : ['person', actor.userId]
  const counter = isShared ? limiter(resources, limit) : memoryLimiter(limit)
  await consume(counter, `${workspaceId}:${id}`, `One ${who} may make at most ${rateWords(of)}.`)
}
