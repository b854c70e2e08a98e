import { notFound } from '@/lib/base/errors'
import { parseInput } from '@/lib/contract/parse-input'
import { PARTS_WITH_RUN, type RunView, runRef } from '@/lib/contract/runs'
import { projectProgress } from '@/lib/core'
import { loadLastOutput } from '@/lib/db/queries/beat-rows'
import { countRunParts, loadRun, loadRunParts, type PartRow, type RunRow } from '@/lib/db/queries/run-rows'
import { reachOf, requirePermission, type ServiceContext, withWorkspace } from '../context'
import { isoOrNull } from '../instants'
import { partCursor } from './part-cursor'
import { spanOf } from './span-of'
import { fractionByShards, toPartViews } from './to-part-views'
import { toRunSummary } from './to-run-summary'

/**
 * A run with its steps and shards, the first 200 of them, and its last output.
 * @throws AppError `not_found` when the workspace has no such run.
 */
export async function getRun(ctx: ServiceContext, input: { runId: string }): Promise<RunView> {
  requirePermission(ctx, 'run.read', reachOf(ctx))
  const { runId } = parseInput(runRef, input)
  const { workspaceId, now } = ctx
  const [run, parts, output, partsTotal] = await withWorkspace(ctx, async (client) => {
    const found = await loadRun(client, workspaceId, { runId, reach: reachOf(ctx).family })
    if (!found) throw notFound('run')
    const [partsFound, outputFound, partsCount] = await Promise.all([
      loadRunParts(client, workspaceId, runId, FIRST),
      loadLastOutput(client, { workspaceId, monitorId: found.monitorId }, spanOf(found)),
      countRunParts(client, workspaceId, runId),
    ])
    return [found, partsFound, outputFound, partsCount] as const
  })
  const { perHour, endsAt } = project(run, now.getTime())
  const summary = toRunSummary(run, now)
  const views = toPartViews(parts, { endedAt: run.endedAt, now })
  const isCounted = run.done !== null && run.total !== null
  return {
    ...summary,
    fraction: isCounted ? summary.fraction : fractionByShards(run, views.shards),
    attempts: run.attempts,
    perHour,
    endsAt: isoOrNull(endsAt),
    medianSeconds: run.medianSeconds,
    detail: run.detail,
    shardsExpected: run.shardsExpected,
    output: output?.output ?? null,
    outputTruncated: output?.isTruncated ?? false,
    ...views,
    partsTotal,
    partsCursor: cursorAfter(parts, partsTotal),
    version: run.version,
  }
}

const FIRST = { after: null, limit: PARTS_WITH_RUN, state: null }

function cursorAfter(shown: readonly PartRow[], total: number): string | null {
  const last = shown.at(-1)
  return last && total > shown.length ? partCursor(last) : null
}

/** By its own pace, else by how long its like took; never an end that has passed. */
function project(run: RunRow, now: number): { perHour: number | null; endsAt: number | null } {
  const isOpen = run.state === 'running'
  const { perHour, endsAt } = projectProgress({ ...run, now: run.endedAt ?? now })
  if (!isOpen) return { perHour, endsAt: null }
  if (endsAt !== null || run.startedAt === null || run.medianSeconds === null) return { perHour, endsAt }
  const usualEndAt = run.startedAt + run.medianSeconds * 1000
  return { perHour, endsAt: usualEndAt > now ? usualEndAt : null }
}
