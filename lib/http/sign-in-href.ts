import { safeNext } from './safe-next'

/** The header of a request in which `proxy.ts` says which page is asked for. It is a wish, checked like any other. */
export const PAGE_HEADER = 'x-lubdub-page'

/** The sign-in page, which leads back to the page that was asked for. */
export function signInHref(headers: Headers): string {
  const next = safeNext(headers.get(PAGE_HEADER))
  return next === null || next === '/' || next.startsWith('/sign-in')
    ? '/sign-in'
    : `/sign-in?next=${encodeURIComponent(next)}`
}
