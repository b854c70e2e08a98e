import dns from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { isForbiddenAddress } from './address'
import { hostOf, urlFault } from './check-url'

const LIMIT_MS = 2_000

export const NAME_FAULT = 'The name leads to a private or reserved address; webhooks go to public addresses only.'

/**
 * Why the sender would not connect to this URL, as one sentence; null when it would. A host name is resolved once, for
 * at most 2 s, so that a wrong address is refused before the first incident.
 */
export async function addressFault(
  url: string,
  { allowPrivate, ...options }: { allowPrivate: boolean; lookup?: LookupFunction },
): Promise<string | null> {
  return urlFault(url, { allowPrivate }) ?? (await nameFault(url, { allowPrivate, ...options }))
}

/**
 * What is wrong with the present address of the name in a webhook's URL, as one sentence; null when nothing is. Tried
 * once, for at most 2 s: a name that does not resolve yet is no error, because each try of sending resolves it again.
 */
async function nameFault(
  url: string,
  { allowPrivate, lookup = dns.lookup }: { allowPrivate: boolean; lookup?: LookupFunction },
): Promise<string | null> {
  const host = hostOf(new URL(url))
  if (allowPrivate || isIP(host) !== 0) return null
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), LIMIT_MS)
    lookup(host, { all: true }, (error, found) => {
      clearTimeout(timer)
      const addresses = error || !Array.isArray(found) ? [] : found
      resolve(addresses.some(({ address }) => isForbiddenAddress(address)) ? NAME_FAULT : null)
    })
  })
}
