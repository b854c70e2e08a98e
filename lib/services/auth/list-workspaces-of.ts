import type { Prisma } from '@/lib/db/prisma'
import type { Actor } from '../context'

export interface WorkspaceOf {
  id: string
  name: string
  timezone: string
  role: Extract<Actor, { kind: 'user' }>['role']
}

/** The workspaces that a person belongs to, the first joined first. */
export async function listWorkspacesOf(prisma: Prisma, userId: string): Promise<WorkspaceOf[]> {
  const memberships = await prisma.membership.findMany({
    where: { userId },
    orderBy: [{ createdAt: 'asc' }, { workspaceId: 'asc' }],
    select: { role: true, workspace: { select: { id: true, name: true, timezone: true } } },
  })
  return memberships.map(({ role, workspace }) => ({ ...workspace, role: role as WorkspaceOf['role'] }))
}
