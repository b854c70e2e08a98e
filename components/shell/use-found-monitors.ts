'use client'

import { useEffect, useState } from 'react'

interface FoundMonitor {
  id: string
  name: string
  family: string | null
}

const WAIT_MS = 150
const SHOWN = 8
const NONE: FoundMonitor[] = []

/** Monitors whose name, family or id contains the text, requested from the server when typing stops. */
export function useFoundMonitors(query: string): { monitors: FoundMonitor[]; isSearching: boolean } {
  const [found, setFound] = useState<{ query: string; monitors: FoundMonitor[] }>({ query: '', monitors: NONE })
  useEffect(() => {
    if (query === '') return
    const stopping = new AbortController()
    const timer = setTimeout(async () => {
      const url = `/api/v1/monitors?limit=${SHOWN}&query=${encodeURIComponent(query)}`
      const response = await fetch(url, { signal: stopping.signal }).catch(() => null)
      const body = response?.ok ? await response.json().catch(() => null) : null
      if (!stopping.signal.aborted) setFound({ query, monitors: body?.data ?? NONE })
    }, WAIT_MS)
    return () => {
      clearTimeout(timer)
      stopping.abort()
    }
  }, [query])
  if (query === '') return { monitors: NONE, isSearching: false }
  return { monitors: found.monitors, isSearching: found.query !== query }
}
