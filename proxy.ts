import { randomBytes } from 'node:crypto'
import { type NextRequest, NextResponse } from 'next/server'
import { refuseWrongMethod } from '@/lib/http/api/wrong-method'
import { refuseAction } from '@/lib/http/auth/refuse-action'
import { PAGE_HEADER } from '@/lib/http/auth/sign-in-href'
import { contentSecurityPolicy, NO_PAGE_CSP } from '@/lib/http/csp'
import { hstsOf } from '@/lib/http/hsts'
import { getSettings } from '@/lib/settings/process-settings'

/**
 * Puts the headers on answers that depend on the request or the installation, and answers methods that a path of the API
 * does not have, and server actions that cannot be ours. It authorises nothing: every page, action and route asks for itself, and the access matrix passes without
 * this file (docs/security.md).
 */
export function proxy(request: NextRequest): Response {
  const { method } = request
  const { pathname } = request.nextUrl
  const isApi = pathname.startsWith('/api/')
  const nonce = randomBytes(16).toString('base64')
  const isDevelopment = process.env.NODE_ENV === 'development'
  const policy = isApi ? NO_PAGE_CSP : contentSecurityPolicy({ nonce, isDevelopment })
  const headers = new Headers(request.headers)
  // Next.js reads the nonce for its own scripts from this header, our layout from the other.
  headers.set('content-security-policy', policy)
  headers.set('x-nonce', nonce)
  headers.set(PAGE_HEADER, pageOf(request))
  const refused = isApi ? refuseWrongMethod({ method, pathname }) : refuseAction(request)
  const response = refused ?? NextResponse.next({ request: { headers } })
  response.headers.set('content-security-policy', policy)
  const proto = request.headers.get('x-forwarded-proto')?.split(',').at(-1)?.trim() ?? null
  const { url, hasHsts } = getSettings()
  const hsts = hstsOf({ proto, url, hasHsts })
  if (hsts) response.headers.set('strict-transport-security', hsts)
  return response
}

/** The page as a person would call it up; Next.js asks for parts of it with a parameter of its own. */
function pageOf({ nextUrl: { pathname, searchParams } }: NextRequest): string {
  const params = new URLSearchParams(searchParams)
  params.delete('_rsc')
  const search = params.toString()
  return search ? `${pathname}?${search}` : pathname
}

export const config = { matcher: '/((?!_next/static/|icons/).*)' }
