import { safeNext } from './safe-next'

/** The request header in which `proxy.ts` names the requested page. It is checked like any other input. */
export const PAGE_HEADER = 'x-lubdub-page'

/** The sign-in page, which leads back to the requested page. */
export function signInHref(headers: Headers): string {
  const next = safeNext(headers.get(PAGE_HEADER))
  return next === null || next === '/' || next.startsWith('/sign-in')
    ? '/sign-in'
    : `/sign-in?next=${encodeURIComponent(next)}`
}
