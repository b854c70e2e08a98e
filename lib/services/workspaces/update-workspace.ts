import { AppError, notFound } from '@/lib/base/errors'
import { parseInput } from '@/lib/contract/parse-input'
import { type UpdateWorkspaceInput, updateWorkspaceInput, type WorkspaceView } from '@/lib/contract/workspaces'
import { lockWorkspace } from '@/lib/db/queries/workspace-rows'
import { changes } from '../audit/changes'
import { recordAudit } from '../audit/record-audit'
import { inWorkspace, requirePermission, requireReauthentication, type ServiceContext } from '../context'
import { toWorkspaceView } from './to-workspace-view'

/**
 * Renames the workspace and changes the given settings.
 * @throws AppError `read_only`, `forbidden`, `proof_needed` if a second factor will no longer be
 * required, or `invalid` with the field.
 */
export async function updateWorkspace(ctx: ServiceContext, input: UpdateWorkspaceInput): Promise<WorkspaceView> {
  requirePermission(ctx, 'workspace.rename')
  const patch = parseInput(updateWorkspaceInput, input)
  if (Object.keys(patch).some((field) => field !== 'name')) requirePermission(ctx, 'workspace.settings')
  if (patch.requireSecondFactor === false) requireReauthentication(ctx)
  const { workspaceId: id } = ctx
  return inWorkspace(ctx, async (tx) => {
    if (!(await lockWorkspace(tx, id))) throw notFound('workspace')
    const { defaultChannelId } = patch
    if (defaultChannelId) {
      const channel = await tx.channel.findFirst({ where: { workspaceId: id, id: defaultChannelId } })
      if (!channel) throw new AppError('invalid', 'There is no such channel. Choose another one.', 'defaultChannelId')
    }
    const before = toWorkspaceView(await tx.workspace.findUniqueOrThrow({ where: { id } }))
    const after = toWorkspaceView(await tx.workspace.update({ where: { id }, data: patch }))
    const { name, ...settings } = changes(before, after).after
    const target = { kind: 'workspace', id, label: after.name } as const
    if (name !== undefined) {
      const names = { before: { name: before.name }, after: { name } }
      await recordAudit(tx, ctx, { action: 'workspace.renamed', target, ...names })
    }
    if (Object.keys(settings).length > 0) {
      const { name: _, ...was } = changes(before, after).before
      await recordAudit(tx, ctx, { action: 'workspace.settingsChanged', target, before: was, after: settings })
    }
    return after
  })
}
