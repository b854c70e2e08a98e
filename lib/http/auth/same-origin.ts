import { AppError } from '@/lib/base/errors'

type Sender = { headers: Pick<Headers, 'get'> }

/**
 * Lets a write that is authorised by a cookie pass only when the browser says that our own pages made it: other sites
 * can make a browser send the cookie, but cannot forge these headers.
 * @throws AppError `forbidden`
 */
export function requireSameOrigin(request: Sender, baseUrl: string): void {
  if (isSameOrigin(request, baseUrl)) return
  throw new AppError('forbidden', 'This request did not come from a page of Lubdub. Programs use an API key instead.')
}

/** Whether the browser says that one of our pages made the request. A missing header, or `Origin: null`, means no. */
function isSameOrigin({ headers }: Sender, baseUrl: string): boolean {
  const site = headers.get('sec-fetch-site')
  const origin = headers.get('origin')
  if (origin === null) return site === 'same-origin'
  // "none" means that the person opened the URL; a browser without the header uses plain HTTP. Then the origin alone
  // decides.
  const mayBeOurs = site === null || site === 'same-origin' || site === 'none'
  return mayBeOurs && isOurs(origin, { headers }, baseUrl)
}

function isOurs(origin: string, { headers }: Sender, baseUrl: string): boolean {
  const base = new URL(baseUrl)
  if (origin === base.origin) return true
  // Reached under another name than in LUBDUB_URL: then it must be the host that the browser requested.
  const host = headers.get('x-forwarded-host') ?? headers.get('host')
  if (host === null || !URL.canParse(origin)) return false
  const url = new URL(origin)
  return url.host === host && url.origin === origin && (base.protocol === 'http:' || url.protocol === 'https:')
}
