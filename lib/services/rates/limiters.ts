import type { Pool } from 'pg'
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import { TooManyError } from '@/lib/base/errors'

interface Limit {
  keyPrefix: string
  points: number
  /** Seconds. */
  duration: number
  /** After so many points this process refuses without asking the table, until the time is over. Left out: it always asks. */
  inMemoryBlockOnConsumed?: number
}

const made = new WeakMap<Pool, Map<string, RateLimiterPostgres>>()

/** A rate limiter on the table `rate_limit`, which all web processes share. There is one per process for each prefix. */
export function limiter({ pool }: { pool: Pool }, limit: Limit): RateLimiterPostgres {
  const limiters = made.get(pool) ?? new Map<string, RateLimiterPostgres>()
  made.set(pool, limiters)
  const known = limiters.get(limit.keyPrefix)
  if (known) return known
  const table = { storeClient: pool, storeType: 'pool', tableName: 'rate_limit', tableCreated: true }
  const fresh = new RateLimiterPostgres({ ...table, ...limit })
  limiters.set(limit.keyPrefix, fresh)
  return fresh
}

// On globalThis, because bundles of one process do not share their modules.
const holder = globalThis as unknown as { lubdubRates?: Map<string, RateLimiterMemory> }

/** A rate limiter in the memory of this process: it costs no query, and a restart forgets it. */
export function memoryLimiter(limit: Limit): RateLimiterMemory {
  holder.lubdubRates ??= new Map()
  const known = holder.lubdubRates.get(limit.keyPrefix)
  if (known) return known
  const fresh = new RateLimiterMemory(limit)
  holder.lubdubRates.set(limit.keyPrefix, fresh)
  return fresh
}

/** Uses one point. @throws TooManyError when none is left. */
export async function consume(of: RateLimiterAbstract, key: string, what: string): Promise<void> {
  try {
    await of.consume(key)
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error
    throw tooMany(what, error.msBeforeNext / 1000)
  }
}

export function tooMany(what: string, seconds: number): TooManyError {
  return new TooManyError(`${what} Try again in ${waitWords(seconds)}.`, seconds)
}

function waitWords(seconds: number): string {
  if (seconds <= 1) return 'a second'
  if (seconds < 90) return `${Math.ceil(seconds)} seconds`
  return seconds < 5400 ? `${Math.ceil(seconds / 60)} minutes` : `${Math.ceil(seconds / 3600)} hours`
}
