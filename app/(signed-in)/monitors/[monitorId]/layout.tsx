import type { ReactNode } from 'react'
import { loadMonitor } from '../load-monitor'

interface Props {
  params: Promise<{ monitorId: string }>
  children: ReactNode
}

/** A missing monitor is answered with 404, which is possible only before the answer begins: above `loading.tsx`. */
export default async function MonitorLayout({ params, children }: Props) {
  await loadMonitor((await params).monitorId)
  return children
}
