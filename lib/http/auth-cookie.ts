import { envText } from '@/lib/base/env'
import type { Keyring } from '@/lib/base/secrets'

/** Over HTTPS the name binds the cookie to this very host. */
function hostCookie(name: string, baseUrl: string) {
  const secure = baseUrl.startsWith('https://')
  return {
    name: secure ? `__Host-${name}` : name,
    options: { httpOnly: true, sameSite: 'lax' as const, path: '/', secure },
  }
}

export const sessionCookie = (baseUrl: string) => hostCookie('lubdub.session', baseUrl)

/** The token of a sign-in that waits for its second factor. */
export const pendingCookie = (baseUrl: string) => hostCookie('lubdub.pending', baseUrl)

export function nextAuthSecret(keyring: Keyring): string {
  return envText('NEXTAUTH_SECRET') ?? keyring.derive('nextauth')
}
