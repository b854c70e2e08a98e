import { AppError } from '@/lib/base/errors'

/**
 * Lets a write that is authorised by a cookie pass only when the browser says that our own pages made it: other sites can
 * make a browser send the cookie, but cannot forge these headers.
 * @throws AppError `forbidden`
 */
export function requireSameOrigin(request: { headers: Pick<Headers, 'get'> }, baseUrl: string): void {
  const origin = request.headers.get('origin')
  const host = request.headers.get('x-forwarded-host') ?? request.headers.get('host')
  if (origin !== null) {
    if (origin === new URL(baseUrl).origin) return
    if (host !== null && URL.canParse(origin) && new URL(origin).host === host) return
  } else if (request.headers.get('sec-fetch-site') === 'same-origin') return
  throw new AppError('forbidden', 'This request did not come from a page of Lubdub. Programs use an API key instead.')
}
