import { cache } from 'react'
import { loadLiveRun } from '@/app/api/live/load-live-run'
import { orNotFound } from '@/app/or-not-found'
import { getPageContext } from '@/lib/http/auth/page-context'

/**
 * The run of a page, read once for all its parts; shows the page "not found" when it does not exist, or is not ours.
 */
export const loadRun = cache(async (runId: string) => orNotFound(loadLiveRun(await getPageContext(), runId)))
