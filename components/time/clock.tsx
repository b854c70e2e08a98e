'use client'

import { createContext, type ReactNode, useContext, useMemo, useSyncExternalStore } from 'react'
import { clockNow, subscribeToClock } from './ticking'

interface Clock {
  /** The viewer's IANA zone. */
  zone: string
  /** How the viewer wants days and months written. Null: in the house's way. */
  locale: string | null
  /** The server's instant at render: what the first paint in the browser must show too. */
  renderedAt: number
}

const ClockContext = createContext<Clock>({ zone: 'UTC', locale: null, renderedAt: 0 })

/** Gives everything below the viewer's zone and a clock that both sides of hydration agree on. */
export function ClockProvider({ zone, locale, renderedAt, children }: Clock & { children: ReactNode }) {
  const clock = useMemo(() => ({ zone, locale, renderedAt }), [zone, locale, renderedAt])
  return <ClockContext value={clock}>{children}</ClockContext>
}

export function useZone(): string {
  return useContext(ClockContext).zone
}

/** How the viewer wants days and months written. Null: in the house's way. */
export function useDateLocale(): string | null {
  return useContext(ClockContext).locale
}

/** The present instant, moving once in `everyMs`. On the server and while hydrating it is the instant of the render. */
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
