import type { Role } from '@/lib/core/access'
import type { Prisma } from '@/lib/db/prisma'
import { findWorkspacesOf } from '@/lib/db/queries/doors'

export interface WorkspaceOf {
  id: string
  name: string
  timezone: string
  locale: string
  role: Role
  requireSecondFactor: boolean
  /** When it will be gone. Null: it stays. */
  deleteAfter: Date | null
  /** In it, to the minute. Null: not yet. */
  lastSeenAt: Date | null
}

/** The workspaces that a person belongs to, the first joined first. */
export async function listWorkspacesOf(prisma: Prisma, userId: string): Promise<WorkspaceOf[]> {
  const rows = await findWorkspacesOf(prisma, userId)
  return rows.map((row) => ({ ...row, role: row.role as Role }))
}
