'use client'

import { useNow, useZone } from '@/components/time/clock'
import { StatusMark } from '@/components/ui/status-mark'
import { type MonitorInLabels, monitorLabels, monitorState } from './monitor-labels'

/** A monitor's status in one line that follows the clock. */
export function MonitorStatusLine({
  monitor,
  seq,
  strong,
}: {
  monitor: MonitorInLabels
  seq: number
  strong?: boolean
}) {
  const zone = useZone()
  const now = useNow(1000)
  return (
    <StatusMark state={monitorState(monitor)} fraction={monitor.latestRun?.fraction} beats={seq} strong={strong}>
      {monitorLabels(monitor, { now, zone })}
    </StatusMark>
  )
}
