'use client'

import type { Away, InDoubtView } from '@/lib/contract/outages'
import { awayWords, inDoubtWords } from './away-words'
import { useNow, useZone } from './clock'

/** Says, on a line of its own, when Lubdub was away, as far as it has to do with what is above. */
export function AwayLine({ away, inDoubt = null }: { away: Away | null; inDoubt?: InDoubtView }) {
  const zone = useZone()
  const now = useNow()
  if (inDoubt === null && away === null) return null
  const words =
    inDoubt !== null ? inDoubtWords(inDoubt, { now, zone }) : away !== null && awayWords(away, { now, zone })
  return (
    <span className="caption" style={{ display: 'block' }}>
      {words}
    </span>
  )
}
