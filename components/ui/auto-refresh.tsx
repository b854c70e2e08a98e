'use client'

import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { setLiveState } from './live-state'

const EVERY_MS = 5_000
/** One failed request may be an accident; two are not. */
const LOST_AFTER_MS = 8_000

/**
 * Refreshes a visible page every five seconds. First checks whether the server answers: otherwise the page stays as it
 * is.
 */
export function AutoRefresh() {
  const router = useRouter()
  useEffect(() => {
    setLiveState({ kind: 'polling', everyMs: EVERY_MS })
    let reached = Date.now()
    let timer: ReturnType<typeof setTimeout>
    const abort = new AbortController()
    const renew = async () => {
      if (document.visibilityState === 'visible') {
        const signal = AbortSignal.any([abort.signal, AbortSignal.timeout(LOST_AFTER_MS)])
        const ping = await fetch('/api/live/ping', { signal, cache: 'no-store' }).catch(() => null)
        if (abort.signal.aborted) return
        if (ping?.ok || ping?.status === 401) {
          reached = Date.now()
          setLiveState({ kind: 'polling', everyMs: EVERY_MS })
          router.refresh()
        } else {
          const isLost = Date.now() - reached > LOST_AFTER_MS
          setLiveState(isLost ? { kind: 'lost', since: reached } : { kind: 'reconnecting' })
        }
      }
      timer = setTimeout(renew, EVERY_MS)
    }
    timer = setTimeout(renew, EVERY_MS)
    return () => {
      abort.abort()
      clearTimeout(timer)
      setLiveState({ kind: 'still' })
    }
  }, [router])
  return null
}
