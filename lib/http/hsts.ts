const YEAR_SECONDS = 31_536_000

/**
 * The header that makes browsers stay on https; null when it must not be sent: the caller came over plain http, people
 * use the installation over http, or it is switched off. Subdomains are not included: they may belong to others.
 */
export function hstsOf({ proto, url, hasHsts }: { proto: string | null; url: string | null; hasHsts: boolean }) {
  const isWanted = hasHsts && url?.startsWith('https://')
  return isWanted && proto === 'https' ? `max-age=${YEAR_SECONDS}` : null
}
