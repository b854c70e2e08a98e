'use client'

import { useZone } from '@/components/time/clock'
import { newFormValues } from './form-values'
import { MonitorForm } from './monitor-form'

type Props = Pick<React.ComponentProps<typeof MonitorForm>, 'save' | 'preview' | 'channels' | 'families'>

/** The form of a new monitor: in the viewer's zone, telling every channel there is. */
export function NewMonitorForm(props: Props) {
  const zone = useZone()
  const everyone = props.channels.map(({ id }) => id)
  return (
    <MonitorForm
      {...props}
      initial={newFormValues(zone, everyone)}
      submitLabel="Create monitor"
      cancelHref="/monitors"
    />
  )
}
