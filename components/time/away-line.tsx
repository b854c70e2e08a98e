'use client'

import type { Away, InDoubtView } from '@/lib/contract/outages'
import { awayLabels, inDoubtLabels } from './away-labels'
import { useNow, useZone } from './clock'

/** A separate line about when Lubdub was away, if that affects the lines above. */
export function AwayLine({ away, inDoubt = null }: { away: Away | null; inDoubt?: InDoubtView }) {
  const zone = useZone()
  const now = useNow()
  if (inDoubt === null && away === null) return null
  const words =
    inDoubt !== null ? inDoubtLabels(inDoubt, { now, zone }) : away !== null && awayLabels(away, { now, zone })
  return (
    <span className="caption" style={{ display: 'block' }}>
      {words}
    </span>
  )
}
