import { notFound } from '@/lib/base/errors'
import { parseInput } from '@/lib/contract/parse-input'
import { type RunView, runRef } from '@/lib/contract/runs'
import { projectProgress } from '@/lib/core'
import { loadLastOutput } from '@/lib/db/queries/beat-rows'
import { loadRun, loadRunParts, type RunRow } from '@/lib/db/queries/run-rows'
import { reachOf, requirePermission, type ServiceContext, withWorkspace } from '../context'
import { isoOrNull } from '../instants'
import { spanOf } from './span-of'
import { fractionByShards, toPartViews } from './to-part-views'
import { toRunSummary } from './to-run-summary'

/**
 * A run with its steps, shards and last output.
 * @throws AppError `not_found` when the workspace has no such run.
 */
export async function getRun(ctx: ServiceContext, input: { runId: string }): Promise<RunView> {
  requirePermission(ctx, 'run.read', reachOf(ctx))
  const { runId } = parseInput(runRef, input)
  const { workspaceId, now } = ctx
  const [run, parts, output] = await withWorkspace(ctx, async (client) => {
    const found = await loadRun(client, workspaceId, { runId, reach: reachOf(ctx).family })
    if (!found) throw notFound('run')
    const [partsFound, outputFound] = await Promise.all([
      loadRunParts(client, workspaceId, runId),
      loadLastOutput(client, { workspaceId, monitorId: found.monitorId }, spanOf(found)),
    ])
    return [found, partsFound, outputFound] as const
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
    ...withDeclared(views, run),
    partsDropped: run.partsDropped,
    version: run.version,
  }
}

/** The steps, those of which nobody told the end marked so, and the declared ones that are still to begin. */
function withDeclared({ steps, shards }: ReturnType<typeof toPartViews>, { declaredSteps, endsOn, endedAt }: RunRow) {
  const names = new Set(steps.map(({ step }) => step))
  return {
    steps: steps.map((step) => {
      const isLater = step.endedAt !== null && step.endedAt > step.lastBeatAt
      return { ...step, implied: endsOn === 'steps' && step.state === 'succeeded' && isLater }
    }),
    expectedSteps: endedAt === null ? declaredSteps.filter((name) => !names.has(name)) : [],
    shards,
  }
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
