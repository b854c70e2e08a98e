import type { Pool } from 'pg'
import { RATES, type RateClass, rateWords } from '@/lib/contract/rates'
import type { ServiceContext } from '../context'
import { consume, limiter, memoryLimiter } from './limiters'

/**
 * Counts one call of a class: for its caller in the workspace (a key, or a person with all sessions) or, if the class is shared, for the whole
 * workspace: a member may make any number of keys.
 * @throws TooManyError when all the calls are made that the class allows within its time.
 */
export async function consumeRate(
  resources: { pool: Pool },
  { workspaceId, actor }: Pick<ServiceContext, 'workspaceId' | 'actor'>,
  of: RateClass,
): Promise<void> {
  const { calls: points, seconds: duration, isShared } = RATES[of]
  const limit = { keyPrefix: `api-${of}`, points, duration }
  if (isShared) {
    // Blocked in memory: a loop above the limit costs no query.
    const counter = limiter(resources, { ...limit, inMemoryBlockOnConsumed: points })
    return consume(counter, workspaceId, `One workspace may make at most ${rateWords(of)}.`)
  }
  const [who, id] = actor.kind === 'apiKey' ? ['key', actor.keyId] : ['person', actor.userId]
  await consume(memoryLimiter(limit), `${workspaceId}:${id}`, `One ${who} may make at most ${rateWords(of)}.`)
}
