'use client'

import { useZone } from '@/components/time/clock'
import { useLiveState } from '@/components/ui/live-state'
import { liveLabels } from './live-labels'
import classes from './top-bar.module.css'

const TITLES: Partial<Record<string, string>> = {
  live: 'The page updates with each beat',
  polling: 'The page updates this often',
}

/** Whether the page is live, polling, or reconnecting, or since when it is old. */
export function LiveDot() {
  const live = useLiveState()
  const zone = useZone()
  return (
    <output className={`${classes.live} num`} data-live={live.kind} title={TITLES[live.kind]}>
      {liveLabels(live, zone)}
    </output>
  )
}
