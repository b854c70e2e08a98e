import { notFound } from '@/lib/base/errors'
import { parseInput } from '@/lib/contract/parse-input'
import { PARTS_WITH_RUN, type RunView, runRef } from '@/lib/contract/runs'
import { loadLastOutput } from '@/lib/db/queries/beat-rows'
import { countRunParts, loadRun, loadRunParts, type PartRow, type RunRow } from '@/lib/db/queries/run-rows'
import { familyScope, requirePermission, type ServiceContext, withWorkspace } from '../context'
import { loadFigures } from './load-figures'
import { partCursor } from './part-cursor'
import { spanOf } from './span-of'
import { toPartViews } from './to-part-views'
import { toRunSummary } from './to-run-summary'

/**
 * A run with its steps and shards, the first 200 of them, and its last output.
 * @throws AppError `not_found` when the workspace has no such run.
 */
export async function getRun(ctx: ServiceContext, input: { runId: string }): Promise<RunView> {
  requirePermission(ctx, 'run.read', familyScope(ctx))
  const { runId } = parseInput(runRef, input)
  const { workspaceId, now } = ctx
  const [run, parts, output, figures, partsTotal] = await withWorkspace(ctx, async (client) => {
    const found = await loadRun(client, workspaceId, { runId, reach: familyScope(ctx).family })
    if (!found) throw notFound('run')
    const [partsFound, outputFound, figuresFound, partsCount] = await Promise.all([
      loadRunParts(client, workspaceId, runId, FIRST),
      loadLastOutput(client, { workspaceId, monitorId: found.monitorId }, spanOf(found)),
      loadFigures(client, { workspaceId, now: now.getTime() }, [found]),
      countRunParts(client, workspaceId, runId),
    ])
    return [found, partsFound, outputFound, figuresFound, partsCount] as const
  })
  const { tallies, hour } = figures.get(run.id) ?? { tallies: [], hour: null }
  const { medianSeconds } = run
  const summary = toRunSummary(run, { tallies, hour, medianSeconds }, now)
  const { attempt, endedAt } = run
  return {
    ...summary,
    attempts: run.attempts,
    medianSeconds,
    detail: run.detail,
    shardsExpected: run.shardsExpected,
    output: output?.output ?? null,
    outputTruncated: output?.isTruncated ?? false,
    ...withDeclared(toPartViews(parts, { attempt, shown: summary.shown, endedAt, tallies, now }), run),
    partsTotal,
    partsCursor: cursorAfter(parts, partsTotal),
    partsDropped: run.partsDropped,
    version: run.version,
  }
}

const FIRST = { after: null, limit: PARTS_WITH_RUN, state: null }

function cursorAfter(shown: readonly PartRow[], total: number): string | null {
  const last = shown.at(-1)
  return last && total > shown.length ? partCursor(last) : null
}

/** The steps, with a mark on those whose end was not reported, and the declared steps that have not begun. */
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
