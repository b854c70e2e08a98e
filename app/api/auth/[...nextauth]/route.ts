import type { NextRequest } from 'next/server'
import NextAuth from 'next-auth'
import { errorResponse } from '@/lib/http/api/error-response'
import { noSuchPath } from '@/lib/http/api/no-such-path'
import { getAuthOptions } from '@/lib/http/auth/auth-options'
import { requireSameOrigin } from '@/lib/http/auth/same-origin'
import { getResources } from '@/lib/http/resources'

type RouteContext = { params: Promise<{ nextauth: string[] }> }

/** The used part of next-auth. Its own pages and its log for browsers are not used. */
const USED: Readonly<Record<string, readonly string[]>> = {
  GET: ['callback', 'csrf', 'error', 'providers', 'session', 'signin'],
  POST: ['callback', 'signin', 'signout'],
}

async function handler(request: NextRequest, context: RouteContext): Promise<Response> {
  const [action = ''] = (await context.params).nextauth
  if (!USED[request.method]?.includes(action)) return noSuchPath(request)
  const { baseUrl, log } = getResources()
  try {
    // Also without a session: no other site may sign a person in to a foreign account.
    if (request.method !== 'GET') requireSameOrigin(request, baseUrl)
  } catch (error) {
    return errorResponse(error, log)
  }
  return NextAuth(request, context as never, getAuthOptions())
}

export { handler as GET, handler as POST }
