'use server'

import { runAction } from '@/app/run-action'
import { runAsPerson } from '@/app/sign-in/run-as-person'
import type { ActionResult } from '@/components/forms/action-result'
import type { CreateWorkspaceInput } from '@/lib/contract/workspaces'
import { createWorkspace } from '@/lib/services/workspaces/create-workspace'
import { leaveWorkspace } from '@/lib/services/workspaces/leave-workspace'
import { switchWorkspace } from '@/lib/services/workspaces/switch-workspace'

export async function switchWorkspaceAction(workspaceId: string): Promise<ActionResult<null>> {
  return runAsPerson(async (me) => {
    await switchWorkspace(me, { workspaceId })
    return null
  })
}

export async function createWorkspaceAction(input: CreateWorkspaceInput): Promise<ActionResult<null>> {
  return runAsPerson(async (me) => {
    await createWorkspace(me, input)
    return null
  })
}

/** Leaves the current workspace. */
export async function leaveWorkspaceAction(): Promise<ActionResult<null>> {
  return runAction('workspace.leave', async (ctx) => {
    await leaveWorkspace(ctx)
    return null
  })
}
