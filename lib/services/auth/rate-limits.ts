import ipaddr from 'ipaddr.js'
import type { Caller } from '../context'
import { consume, limiter } from '../rates/limiters'
import type { AuthResources } from './resources'

type With = Pick<AuthResources, 'pool' | 'keyring'>

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
