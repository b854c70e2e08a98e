import { isIP } from 'node:net'
import { isForbiddenAddress } from './address'

const MAX_LENGTH = 2_048

/** Always loopback, for any resolver (RFC 6761). */
const LOCALHOST = /(?:^|\.)localhost\.?$/i

/** The ports that fetch never connects to: https://fetch.spec.whatwg.org/#port-blocking */
const BLOCKED_PORTS: ReadonlySet<number> = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110,
  111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532,
  540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061,
  6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
])

/**
 * What is wrong with a webhook's URL, as one sentence; null when nothing is. Names are checked when they are resolved.
 */
export function urlFault(text: string, { allowPrivate }: { allowPrivate: boolean }): string | null {
  if (text.length > MAX_LENGTH) return `The URL is longer than ${MAX_LENGTH} characters.`
  const url = parse(text)
  if (url === null) return 'This is not a URL.'
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'The URL must begin with https:// or http://.'
  if (url.username !== '' || url.password !== '') return 'The URL must not contain a user name or a password.'
  if (url.port !== '' && BLOCKED_PORTS.has(Number(url.port)))
    return `Port ${url.port} belongs to another protocol, and HTTP clients refuse it; choose another port.`
  if (allowPrivate) return null
  const port = url.port === '' ? null : Number(url.port)
  if (port !== null && port !== 80 && port !== 443 && port < 1024) return 'The port must be 80, 443 or above 1023.'
  const host = hostOf(url)
  if (isIP(host) !== 0 ? isForbiddenAddress(host) : LOCALHOST.test(host)) return ADDRESS_FAULT
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
