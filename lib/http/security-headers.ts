import { NO_PAGE_CSP } from './csp'

/** On every answer of every process: pages, API, files, beats and refusals. */
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
