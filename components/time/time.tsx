'use client'

import { useDateLocale, useNow, useZone } from './clock'
import { formatAge } from './format-duration'
import { formatInstant, formatInstantInFull } from './format-instant'

interface Props {
  /** ISO 8601. Null shows a dash. */
  at: string | null
  /** A second zone for the title, such as the monitor's. */
  otherZone?: string
  seconds?: boolean
}

/** An instant in the viewer's zone; its title has both zones and the exact instant. */
export function Time({ at, otherZone, seconds = false }: Props) {
  const zone = useZone()
  const locale = useDateLocale()
  const now = useNow()
  if (at === null) return <span className="dim">–</span>
  return (
    <time dateTime={at} title={instantTitle(at, zone, otherZone)} className="num">
      {formatInstant(Date.parse(at), { now, zone, seconds, locale })}
    </time>
  )
}

/** How long ago, or until: `4 s ago`, `in 12 min`. Updates while it is shown. */
export function RelativeTime({ at, otherZone }: Omit<Props, 'seconds'>) {
  const zone = useZone()
  const now = useNow(1000)
  if (at === null) return null
  const seconds = (Date.parse(at) - now) / 1000
  const age = formatAge(seconds)
  return (
    <time dateTime={at} title={instantTitle(at, zone, otherZone)} className="num">
      {seconds >= 1 ? `in ${age}` : `${age} ago`}
    </time>
  )
}

function instantTitle(at: string, zone: string, otherZone?: string): string {
  const instant = Date.parse(at)
  const other = otherZone && otherZone !== zone ? otherZone : zone === 'UTC' ? null : 'UTC'
  const zones = other ? [zone, other] : [zone]
  return [...zones.map((each) => formatInstantInFull(instant, each)), at].join('\n')
}
