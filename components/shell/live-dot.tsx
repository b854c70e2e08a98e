'use client'

import { useZone } from '@/components/time/clock'
import { formatInstant } from '@/components/time/format-instant'
import { useLiveState } from '@/components/ui/live-state'
import { assertNever } from '@/lib/base/assert-never'
import classes from './top-bar.module.css'

/** Whether what is shown is live, being reconnected, or how old it is. */
export function LiveDot() {
  const live = useLiveState()
  const zone = useZone()
  const words = () => {
    switch (live.kind) {
      case 'still':
        return null
      case 'live':
        return 'live'
      case 'reconnecting':
        return 'reconnecting'
      case 'as-of':
        return `as of ${formatInstant(live.at, { now: live.at, zone, seconds: true })}`
      default:
        return assertNever(live)
    }
  }
  return (
    <output className={`${classes.live} num`} data-live={live.kind}>
      {words()}
    </output>
  )
}
