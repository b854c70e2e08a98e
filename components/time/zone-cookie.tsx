'use client'

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
    const wanted = `tz=${encodeURIComponent(own)}`
    if (!own || own === zone || document.cookie.split('; ').includes(wanted)) return
    // biome-ignore lint/suspicious/noDocumentCookie: not every browser has the Cookie Store API
    document.cookie = `${wanted}; path=/; max-age=31536000; samesite=lax`
    router.refresh()
  }, [zone, router, serverNow])
  return null
}
