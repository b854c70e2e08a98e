import { envText } from '@/lib/base/env'
import type { Keyring } from '@/lib/base/secrets'

/** Over HTTPS the name binds the cookie to this very host. */
export function sessionCookie(baseUrl: string) {
  const secure = baseUrl.startsWith('https://')
  return {
    name: secure ? '__Host-lubdub.session' : 'lubdub.session',
    options: { httpOnly: true, sameSite: 'lax' as const, path: '/', secure },
  }
}

export function nextAuthSecret(keyring: Keyring): string {
  return envText('NEXTAUTH_SECRET') ?? keyring.derive('nextauth')
}
