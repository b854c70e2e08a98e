import { notFound } from '@/lib/base/errors'
import { parseInput } from '@/lib/contract/parse-input'
import { runRef } from '@/lib/contract/runs'
import { loadRunVersion } from '@/lib/db/queries/run-rows'
import { familyScope, requirePermission, type ServiceContext, withWorkspace } from '../context'

/**
 * A cheap check whether a run may have changed: then its version is different.
 * @throws AppError `not_found` when the workspace has no such run.
 */
export async function getRunVersion(ctx: ServiceContext, input: { runId: string }): Promise<{ version: string }> {
  requirePermission(ctx, 'run.read', familyScope(ctx))
  const { runId } = parseInput(runRef, input)
  const version = await withWorkspace(ctx, (client) =>
    loadRunVersion(client, ctx.workspaceId, { runId, reach: familyScope(ctx).family }),
  )
  if (version === null) throw notFound('run')
  return { version }
}
