import type { LookupFunction } from 'node:net'
import { nameFault } from './check-name'
import { urlFault } from './check-url'

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
