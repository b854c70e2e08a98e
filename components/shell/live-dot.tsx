'use client'

import { useZone } from '@/components/time/clock'
import { useLiveState } from '@/components/ui/live-state'
import { liveLabels } from './live-labels'
import classes from './top-bar.module.css'

const TITLES: Partial<Record<string, string>> = {
  live: 'What is shown follows each beat',
  polling: 'What is shown is read anew this often',
}

/** Whether what is shown is live, read now and then, being reconnected, or how old it is. */
export function LiveDot() {
  const live = useLiveState()
  const zone = useZone()
  return (
    <output className={`${classes.live} num`} data-live={live.kind} title={TITLES[live.kind]}>
      {liveLabels(live, zone)}
    </output>
  )
}
