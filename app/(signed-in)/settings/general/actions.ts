'use server'

import { revalidatePath } from 'next/cache'
import { runAction } from '@/app/run-action'
import type { ActionResult } from '@/components/forms/action-result'
import type { UpdateWorkspaceInput } from '@/lib/contract/workspaces'
import { deleteWorkspace } from '@/lib/services/workspaces/delete-workspace'
import { transferWorkspace } from '@/lib/services/workspaces/transfer-workspace'
import { undoDeletion } from '@/lib/services/workspaces/undo-deletion'
import { updateWorkspace } from '@/lib/services/workspaces/update-workspace'

export async function updateWorkspaceAction(patch: UpdateWorkspaceInput): Promise<ActionResult<null>> {
  return runAction('workspace.rename', async (ctx) => {
    await updateWorkspace(ctx, patch)
    revalidatePath('/', 'layout')
    return null
  })
}

export async function transferWorkspaceAction(userId: string): Promise<ActionResult<null>> {
  return runAction('workspace.transfer', async (ctx) => {
    await transferWorkspace(ctx, { userId })
    revalidatePath('/', 'layout')
    return null
  })
}

export async function deleteWorkspaceAction(name: string): Promise<ActionResult<null>> {
  return runAction('workspace.delete', async (ctx) => {
    await deleteWorkspace(ctx, { name })
    revalidatePath('/', 'layout')
    return null
  })
}

export async function undoDeletionAction(): Promise<ActionResult<null>> {
  return runAction('workspace.delete', async (ctx) => {
    await undoDeletion(ctx)
    revalidatePath('/', 'layout')
    return null
  })
}
