import ipaddr from 'ipaddr.js'
import type { Pool } from 'pg'
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import { AppError } from '@/lib/base/errors'
import type { Caller } from '../context'
import type { AuthResources } from './resources'

type With = Pick<AuthResources, 'pool' | 'keyring'>

const made = new WeakMap<Pool, Map<string, RateLimiterPostgres>>()

/**
 * A rate limiter on the table `rate_limit`, which all web processes share. There is one per process
 * for each prefix. `duration` in seconds.
 */
export function limiter(
  { pool }: Pick<AuthResources, 'pool'>,
  { keyPrefix, points, duration }: { keyPrefix: string; points: number; duration: number },
): RateLimiterPostgres {
  const limiters = made.get(pool) ?? new Map<string, RateLimiterPostgres>()
  made.set(pool, limiters)
  const known = limiters.get(keyPrefix)
  if (known) return known
  const table = { storeClient: pool, storeType: 'pool', tableName: 'rate_limit', tableCreated: true }
  const fresh = new RateLimiterPostgres({ ...table, keyPrefix, points, duration })
  limiters.set(keyPrefix, fresh)
  return fresh
}

/**
 * The key under which tries for an account are counted, whether the account exists or not. It does
 * not contain the address.
 */
export function accountKey({ keyring }: Pick<AuthResources, 'keyring'>, email: string): string {
  return keyring.hash(`limit:${email}`).toString('base64url')
}

/**
 * The key under which an IP address is counted. For IPv6 it is the network, because a caller can
 * use all its addresses.
 */
export function addressKey({ ip }: Pick<Caller, 'ip'>): string {
  if (!ip || !ipaddr.isValid(ip)) return 'unknown'
  const address = ipaddr.process(ip)
  if (address.kind() === 'ipv4') return address.toString()
  return `${(address as ipaddr.IPv6).parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`
}

/** Uses one point. @throws AppError `too_many` when none is left. */
export async function consume(of: RateLimiterPostgres, key: string, what: string): Promise<void> {
  try {
    await of.consume(key)
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error
    throw tooMany(what, error.msBeforeNext / 1000)
  }
}

export function tooMany(what: string, seconds: number): AppError {
  return new AppError('too_many', `${what} Try again in ${waitWords(seconds)}.`)
}

function waitWords(seconds: number): string {
  if (seconds <= 1) return 'a second'
  if (seconds < 90) return `${Math.ceil(seconds)} seconds`
  return seconds < 5400 ? `${Math.ceil(seconds / 60)} minutes` : `${Math.ceil(seconds / 3600)} hours`
}

const HOUR = 3600

/** Limits mails on request: 20 an hour from one IP address, 10 an hour to one account. */
export async function consumeMail(
  resources: With,
  { email, caller }: { email: string; caller: Caller },
): Promise<void> {
  const what = 'Too many mails were requested. Lubdub sends no more at the moment.'
  const byAddress = limiter(resources, { keyPrefix: 'mail-from', points: 20, duration: HOUR })
  await consume(byAddress, addressKey(caller), what)
  const byAccount = limiter(resources, { keyPrefix: 'mail-to', points: 10, duration: HOUR })
  await consume(byAccount, accountKey(resources, email), what)
}
