import type { Role } from '@/lib/core/access'
import type { Prisma } from '@/lib/db/prisma'
import { findWorkspacesOf } from '@/lib/db/queries/security-definer-functions'

export interface WorkspaceOf {
  id: string
  name: string
  timezone: string
  locale: string
  role: Role
  requireSecondFactor: boolean
  /** When it will be deleted. Null: it stays. */
  deleteAfter: Date | null
  /** When the person was last seen in it, to the minute. Null: not yet. */
  lastSeenAt: Date | null
}

/** The workspaces of a person, the first joined first. */
export async function listWorkspacesOf(prisma: Prisma, userId: string): Promise<WorkspaceOf[]> {
  const rows = await findWorkspacesOf(prisma, userId)
  return rows.map((row) => ({ ...row, role: row.role as Role }))
}
