import { parseFlag } from '@/lib/base/env'
import { NO_PAGE_CSP } from './csp'

/** On every answer, whoever gives it: pages, API, files, beats and refusals. */
export const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'permissions-policy':
    'camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), hid=(), browsing-topics=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const

/** On every answer that is no page. */
export const NO_PAGE_HEADERS = { ...SECURITY_HEADERS, 'content-security-policy': NO_PAGE_CSP } as const

const YEAR_SECONDS = 31_536_000

/**
 * What tells browsers to stay on https; null where it must not be said: the caller came over plain http, people reach the
 * installation over http, or it is switched off. Subdomains are not ours to speak for.
 */
export function hstsOf({ proto, url, setting }: { proto: string | null; url: string | null; setting: string | null }) {
  const isWanted = parseFlag(setting ?? '') !== false && url?.startsWith('https://')
  return isWanted && proto === 'https' ? `max-age=${YEAR_SECONDS}` : null
}
