import { type LiveRun, MOST_BEATS } from '@/components/runs/live-run'
import { listBeats } from '@/lib/services/beats/list-beats'
import type { ServiceContext } from '@/lib/services/context'
import { getRun } from '@/lib/services/runs/get-run'

/**
 * All data on the page of a run.
 * @throws AppError `not_found` when the workspace has no such run.
 */
export async function loadLiveRun(ctx: ServiceContext, runId: string): Promise<LiveRun> {
  const run = await getRun(ctx, { runId })
  const { data } = await listBeats(ctx, { monitorId: run.monitorId, runId, limit: MOST_BEATS })
  return { run, beats: data.map((beat) => ({ ...beat, output: null })) }
}
