'use client'

import { useZone } from '@/components/time/clock'
import { useLiveState } from '@/components/ui/live-state'
import { StatusMark } from '@/components/ui/status-mark'
import { sinceLabels } from './live-labels'
import classes from './lost-line.module.css'

/** Shown while the server cannot be reached: since when the page is old. */
export function LostLine() {
  const live = useLiveState()
  const zone = useZone()
  return (
    <div role="status">
      {live.kind === 'lost' && (
        <p className={classes.line}>
          <StatusMark state="late" strong>
            No connection since {sinceLabels(live.since, zone)}
          </StatusMark>{' '}
          The page shows the state at that time. It updates by itself when Lubdub can be reached again.
        </p>
      )}
    </div>
  )
}
