'use client'

import type { Away, InDoubtView } from '@/lib/contract/outages'
import { awayLabels, inDoubtLabels } from './away-labels'
import { useNow, useZone } from './clock'

/** Says, on a line of its own, when Lubdub was away, as far as it has to do with what is above. */
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
