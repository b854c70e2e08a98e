'use client'

import { useNow } from './clock'
import { formatDuration } from './format-duration'

/** A duration in words; with `since` instead of `seconds` it keeps counting. */
export function Duration({ seconds, since }: { seconds?: number | null; since?: string | null }) {
  if (since) return <Running since={since} />
  return (
    <span className="num" title={seconds == null ? undefined : `${seconds} s`}>
      {formatDuration(seconds ?? null)}
    </span>
  )
}

function Running({ since }: { since: string }) {
  const now = useNow(1000)
  const seconds = Math.max(0, Math.floor((now - Date.parse(since)) / 1000))
  return <span className="num">{seconds < 60 ? `${seconds} s` : formatDuration(seconds)}</span>
}
