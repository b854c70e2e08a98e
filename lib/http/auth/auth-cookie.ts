import type { Keyring } from '@/lib/base/secrets'
import { getSettings } from '@/lib/settings/process-settings'

/**
 * `pending`: between two factors; `device`: a person signed in here before; `mail`: the requested code; `connect`: an
 * account to link.
 */
type CookieName = 'session' | 'pending' | 'device' | 'mail' | 'connect' | 'callback'

/** Over HTTPS the name binds the cookie to this host. */
export function cookieOf(baseUrl: string, cookie: CookieName) {
  const secure = baseUrl.startsWith('https://')
  return {
    name: secure ? `__Host-lubdub.${cookie}` : `lubdub.${cookie}`,
    options: { httpOnly: true, sameSite: 'lax' as const, path: '/', secure },
  }
}

export const sessionCookie = (baseUrl: string) => cookieOf(baseUrl, 'session')

export function nextAuthSecret(keyring: Keyring): string {
  return getSettings().nextAuthSecret ?? keyring.derive('nextauth')
}
