'use client'

import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { setLiveState } from './live-state'

const EVERY_MS = 5_000

/** Renews a page that is looked at, every five seconds. Asks first whether the server answers: a page that is there stays there. */
export function AutoRefresh() {
  const router = useRouter()
  useEffect(() => {
    setLiveState({ kind: 'live' })
    let reached = Date.now()
    let timer: ReturnType<typeof setTimeout>
    const abort = new AbortController()
    const renew = async () => {
      if (document.visibilityState === 'visible') {
        const pulse = await fetch('/api/live/pulse', { signal: abort.signal, cache: 'no-store' }).catch(() => null)
        if (abort.signal.aborted) return
        if (pulse?.ok || pulse?.status === 401) {
          reached = Date.now()
          setLiveState({ kind: 'live' })
          router.refresh()
        } else {
          setLiveState(Date.now() - reached < 15_000 ? { kind: 'reconnecting' } : { kind: 'as-of', at: reached })
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
