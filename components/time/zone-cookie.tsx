'use client'

import { parseCookie, stringifySetCookie } from 'cookie'
import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { useZone } from './clock'
import { alignClock } from './ticking'

/** Sends the viewer's zone to the server, so that its next first paint is already right. */
export function ZoneCookie({ serverNow }: { serverNow: number }) {
  const zone = useZone()
  const router = useRouter()
  useEffect(() => {
    alignClock(serverNow)
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone
    if (!own || own === zone || parseCookie(document.cookie).tz === own) return
    // biome-ignore lint/suspicious/noDocumentCookie: not every browser has the Cookie Store API
    document.cookie = stringifySetCookie('tz', own, { path: '/', maxAge: 31_536_000, sameSite: 'lax' })
    router.refresh()
  }, [zone, router, serverNow])
  return null
}
