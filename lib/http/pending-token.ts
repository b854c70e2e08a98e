import { cookies } from 'next/headers'
import { pendingCookie } from './auth-cookie'

/** The token of the sign-in that waits in this browser. Null: none does. */
export async function readPendingToken(baseUrl: string): Promise<string | null> {
  return (await cookies()).get(pendingCookie(baseUrl).name)?.value ?? null
}

export async function forgetPendingToken(baseUrl: string): Promise<void> {
  const { name, options } = pendingCookie(baseUrl)
  const jar = await cookies()
  jar.set(name, '', { ...options, maxAge: 0 })
}
