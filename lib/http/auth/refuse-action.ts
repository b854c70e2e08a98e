import { NO_PAGE_HEADERS } from '../security-headers'

const FOREIGN =
  'This request did not come from a page of Lubdub. If it did, a proxy changed its Host header: the proxy must forward it unchanged, with the port.'

/**
 * The answer to a server action on which Next.js would fail with a 500: one from another site, or one that cannot
 * exist. Null: it may pass; the action itself checks its caller.
 */
export function refuseAction({ method, headers }: Pick<Request, 'method' | 'headers'>): Response | null {
  if (method !== 'POST') return null
  const action = headers.get('next-action')
  const isForm = /^(?:multipart\/form-data|application\/x-www-form-urlencoded)/i.test(headers.get('content-type') ?? '')
  if (action === null && !isForm) return null
  const origin = headers.get('origin')
  const host = headers.get('x-forwarded-host')?.split(',')[0]?.trim() ?? headers.get('host')
  if (origin !== null && (!URL.canParse(origin) || new URL(origin).host !== host)) return refuse(403, FOREIGN)
  if (action !== null && !/^[0-9a-f]{40,64}$/.test(action)) return refuse(400, 'There is no such action.')
  return null
}

function refuse(status: number, sentence: string): Response {
  const headers = {
    ...NO_PAGE_HEADERS,
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'private, no-store',
  }
  return new Response(`${sentence}\n`, { status, headers })
}
