'use client'

import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { useZone } from './clock'
import { alignClock } from './ticking'

/** Tells the server the viewer's zone, so that its first paint is already right the next time. */
export function ZoneCookie({ serverNow }: { serverNow: number }) {
  const zone = useZone()
  const router = useRouter()
  useEffect(() => {
    alignClock(serverNow)
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone
    const wanted = `tz=${encodeURIComponent(own)}`
    if (!own || own === zone || document.cookie.split('; ').includes(wanted)) return
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not there in every browser
    document.cookie = `${wanted}; path=/; max-age=31536000; samesite=lax`
    router.refresh()
  }, [zone, router, serverNow])
  return null
}
