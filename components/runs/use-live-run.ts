'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { setLiveState } from '@/components/ui/live-state'
import { applyLiveRunEvent, type LiveRun, type LiveRunEvent } from './live-run'
import { openStream } from './open-stream'

/** A run as it is now: updated by server-sent events, or by polling while those fail. */
export function useLiveRun(initial: LiveRun): LiveRun {
  const [live, setLive] = useState(initial)
  const [seen, setSeen] = useState(initial)
  if (seen !== initial) {
    setSeen(initial)
    setLive(initial)
  }
  const router = useRouter()
  const url = `/api/live/runs/${initial.run.id}`
  useEffect(
    () =>
      openStream<LiveRunEvent>(url, {
        event: 'run',
        onEvent: (event) => setLive((before) => applyLiveRunEvent(before, event)),
        onState: setLiveState,
        onRefused: () => router.refresh(),
      }),
    [url, router],
  )
  return live
}
