import { isIP } from 'node:net'
import { isForbiddenAddress } from './address'

const MAX_LENGTH = 2_048

/** What is wrong with a webhook's URL, as one sentence; null when nothing is. Names are judged when they are resolved. */
export function urlFault(text: string, { allowPrivate }: { allowPrivate: boolean }): string | null {
  if (text.length > MAX_LENGTH) return `The URL is longer than ${MAX_LENGTH} characters.`
  const url = parse(text)
  if (url === null) return 'This is not a URL.'
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'The URL must begin with https:// or http://.'
  if (url.username !== '' || url.password !== '') return 'The URL must not carry a user name or a password.'
  if (allowPrivate) return null
  const port = url.port === '' ? null : Number(url.port)
  if (port !== null && port !== 80 && port !== 443 && port < 1024) return 'The port must be 80, 443 or above 1023.'
  const host = hostOf(url)
  if (isIP(host) !== 0 && isForbiddenAddress(host)) return ADDRESS_FAULT
  return null
}

export const ADDRESS_FAULT = 'The address is private or reserved; webhooks go to public addresses only.'

/** The host without the brackets of IPv6. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '')
}

function parse(text: string): URL | null {
  try {
    return new URL(text)
  } catch {
    return null
  }
}
