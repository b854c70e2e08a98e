'use client'

import { useZone } from '@/components/time/clock'
import type { MonitorView } from '@/lib/contract/monitor-view'
import { formValuesOf } from './form-values'
import { MonitorForm } from './monitor-form'

type Props = Pick<React.ComponentProps<typeof MonitorForm>, 'save' | 'preview' | 'channels' | 'suggestions'> & {
  monitor: MonitorView
}

/** The form of a monitor that is there. */
export function EditMonitorForm({ monitor, ...props }: Props) {
  const zone = useZone()
  return (
    <MonitorForm
      {...props}
      initial={formValuesOf(monitor, zone)}
      submitLabel="Save"
      cancelHref={`/monitors/${monitor.id}`}
    />
  )
}
