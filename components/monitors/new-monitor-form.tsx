'use client'

import { useZone } from '@/components/time/clock'
import { newFormValues } from './form-values'
import { MonitorForm } from './monitor-form'

type Props = Pick<React.ComponentProps<typeof MonitorForm>, 'save' | 'preview' | 'channels' | 'suggestions'> & {
  /** Null: the workspace has none. */
  defaultChannelId: string | null
}

/** The form of a new monitor: in the viewer's zone, telling the default channel. */
export function NewMonitorForm({ defaultChannelId, ...props }: Props) {
  const zone = useZone()
  const told = defaultChannelId ? [defaultChannelId] : []
  return (
    <MonitorForm {...props} initial={newFormValues(zone, told)} submitLabel="Create monitor" cancelHref="/monitors" />
  )
}
