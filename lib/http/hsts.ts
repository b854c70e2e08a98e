import { parseFlag } from '@/lib/base/env'

const YEAR_SECONDS = 31_536_000

/**
 * What tells browsers to stay on https; null where it must not be said: the caller came over plain http, people reach the
 * installation over http, or it is switched off. Subdomains are not ours to speak for.
 */
export function hstsOf({ proto, url, setting }: { proto: string | null; url: string | null; setting: string | null }) {
  const isWanted = parseFlag(setting ?? '') !== false && url?.startsWith('https://')
  return isWanted && proto === 'https' ? `max-age=${YEAR_SECONDS}` : null
}
