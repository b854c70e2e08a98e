import type { Prisma } from '@/lib/db/prisma'
import { findPurgedWorkspacesOf } from '@/lib/db/queries/doors'
import { iso } from '../instants'

export interface PurgedWorkspaceView {
  id: string
  name: string
  /** Null: not known any more. */
  requestedBy: string | null
  requestedAt: string
  purgedAt: string
}

/** The workspaces that a person owned when they were deleted for good, the latest first. */
export async function listPurgedWorkspaces(prisma: Prisma, userId: string): Promise<PurgedWorkspaceView[]> {
  const rows = await findPurgedWorkspacesOf(prisma, userId)
  return rows.map(({ id, name, requestedByLabel, requestedAt, purgedAt }) => ({
    id,
    name,
    requestedBy: requestedByLabel,
    requestedAt: iso(requestedAt),
    purgedAt: iso(purgedAt),
  }))
}
