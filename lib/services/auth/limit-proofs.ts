import type { Pool } from 'pg'
import { RateLimiterPostgres } from 'rate-limiter-flexible'
import { AppError } from '@/lib/base/errors'

const TRIES = 10
const WITHIN_SECONDS = 15 * 60

const limiterOn = (pool: Pool) =>
  new RateLimiterPostgres({
    storeClient: pool,
    storeType: 'pool',
    tableName: 'rate_limit',
    tableCreated: true,
    keyPrefix: 'proof',
    points: TRIES,
    duration: WITHIN_SECONDS,
    clearExpiredByTimeout: false,
  })

/**
 * Refuses the eleventh wrong proof of a person within a quarter of an hour. Only who has a first factor, or a session, gets
 * to try: nobody locks someone else out.
 * @throws AppError `too_many`
 */
export async function requireTriesLeft(pool: Pool, userId: string): Promise<void> {
  const used = await limiterOn(pool).get(userId)
  if (used !== null && used.consumedPoints >= TRIES) {
    throw new AppError('too_many', 'Too many wrong tries. Wait a quarter of an hour, then try again.')
  }
}

/** Counts a wrong proof. */
export async function countWrongTry(pool: Pool, userId: string): Promise<void> {
  await limiterOn(pool).penalty(userId)
}
