'use client'

import { createContext, type ReactNode, useContext, useMemo, useSyncExternalStore } from 'react'
import { clockNow, subscribeToClock } from './ticking'

interface Clock {
  /** The viewer's IANA zone. */
  zone: string
  /** The viewer's locale for days and months. Null: the default format. */
  locale: string | null
  /** The server's instant at render: the first paint in the browser must show the same. */
  renderedAt: number
}

const ClockContext = createContext<Clock>({ zone: 'UTC', locale: null, renderedAt: 0 })

/** Provides the viewer's zone and a clock that is the same on both sides of hydration. */
export function ClockProvider({ zone, locale, renderedAt, children }: Clock & { children: ReactNode }) {
  const clock = useMemo(() => ({ zone, locale, renderedAt }), [zone, locale, renderedAt])
  return <ClockContext value={clock}>{children}</ClockContext>
}

export function useZone(): string {
  return useContext(ClockContext).zone
}

/** The viewer's locale for days and months. Null: the default format. */
export function useDateLocale(): string | null {
  return useContext(ClockContext).locale
}

/**
 * The present instant, updated once in `everyMs`. On the server and during hydration it is the instant of the render.
 */
export function useNow(everyMs: 1000 | 60_000 = 60_000): number {
  const { renderedAt } = useContext(ClockContext)
  return useSyncExternalStore(
    subscribeToClock,
    () => floor(clockNow(), everyMs),
    () => floor(renderedAt, everyMs),
  )
}

function floor(at: number, everyMs: number): number {
  return Math.floor(at / everyMs) * everyMs
}
