import { cache } from 'react'
import { orNotFound } from '@/app/or-not-found'
import { getPageContext } from '@/lib/http/auth/page-context'
import { getMonitor } from '@/lib/services/monitors/get-monitor'

/**
 * The monitor of a page, read once for all its parts; shows the page "not found" when it does not exist, or is not
 * ours.
 */
export const loadMonitor = cache(async (monitorId: string) =>
  orNotFound(getMonitor(await getPageContext(), { monitorId })),
)
