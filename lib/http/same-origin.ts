import { AppError } from '@/lib/base/errors'

type Sender = { headers: Pick<Headers, 'get'> }

/**
 * Lets a write that is authorised by a cookie pass only when the browser says that our own pages made it: other sites can
 * make a browser send the cookie, but cannot forge these headers.
 * @throws AppError `forbidden`
 */
export function requireSameOrigin(request: Sender, baseUrl: string): void {
  if (isSameOrigin(request, baseUrl)) return
  throw new AppError('forbidden', 'This request did not come from a page of Lubdub. Programs use an API key instead.')
}

/** Whether a browser says that one of our pages made the request. No word of it, or `Origin: null`, is a no. */
function isSameOrigin({ headers }: Sender, baseUrl: string): boolean {
  const site = headers.get('sec-fetch-site')
  const origin = headers.get('origin')
  if (origin === null) return site === 'same-origin'
  // "none" is a person's own doing; a browser without the header knows only plain HTTP. Then the origin alone decides.
  const mayBeOurs = site === null || site === 'same-origin' || site === 'none'
  return mayBeOurs && isOurs(origin, { headers }, baseUrl)
}

function isOurs(origin: string, { headers }: Sender, baseUrl: string): boolean {
  const base = new URL(baseUrl)
  if (origin === base.origin) return true
  // Reached under another name than the configured one: then it must be the name that the browser asked for.
  const host = headers.get('x-forwarded-host') ?? headers.get('host')
  if (host === null || !URL.canParse(origin)) return false
  const url = new URL(origin)
  return url.host === host && url.origin === origin && (base.protocol === 'http:' || url.protocol === 'https:')
}
