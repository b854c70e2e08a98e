import type { NextRequest } from 'next/server'
import NextAuth from 'next-auth'
import { getAuthOptions } from '@/lib/http/auth-options'

type RouteContext = { params: Promise<{ nextauth: string[] }> }

const handler = (request: NextRequest, context: RouteContext): Promise<Response> =>
  NextAuth(request, context as never, getAuthOptions())

export { handler as GET, handler as POST }
