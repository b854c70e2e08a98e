import { authenticateApiKey } from '@/lib/services/auth/authenticate-api-key'
import { listWorkspacesOf } from '@/lib/services/auth/list-workspaces-of'
import { bearerOf } from '../api/request-context'
import type { Resources } from '../resources'
import { needsSecondFactor } from './current-workspace'
import { readSession, sessionCookieOf } from './session'

interface Where {
  resources: Resources
  workspaceId: string
  now: Date
}

/**
 * Whether the caller of an earlier request may still read in the workspace: their key is valid, or their session is and
 * they belong to it, whatever their current workspace is.
 */
export async function isStillAuthorized(request: Request, { resources, workspaceId, now }: Where): Promise<boolean> {
  const token = bearerOf(request)
  if (token !== null) {
    const key = await authenticateApiKey(resources, resources.keyring, { token, now })
    return key?.workspaceId === workspaceId
  }
  const cookie = sessionCookieOf(request, resources.baseUrl)
  const session = await readSession(resources, { cookie, now, isUse: false })
  if (!session) return false
  const workspace = (await listWorkspacesOf(resources.prisma, session.user.id)).find(({ id }) => id === workspaceId)
  return workspace !== undefined && !(await needsSecondFactor(resources, session, workspace))
}
