import { type PublicId, toPublicId } from '@/lib/contract/ids'
import type { Prisma } from '@/lib/db/prisma'
import { findPurgedWorkspacesOf } from '@/lib/db/queries/security-definer-functions'
import { iso } from '../instants'

export interface PurgedWorkspaceView {
  id: PublicId<'wsp'>
  name: string
  /** Null: not known any more. */
  requestedBy: string | null
  requestedAt: string
  purgedAt: string
}

/** The purged workspaces that a person owned, the latest first. */
export async function listPurgedWorkspaces(prisma: Prisma, userId: string): Promise<PurgedWorkspaceView[]> {
  const rows = await findPurgedWorkspacesOf(prisma, userId)
  return rows.map(({ id, name, requestedByLabel, requestedAt, purgedAt }) => ({
    id: toPublicId('wsp', id),
    name,
    requestedBy: requestedByLabel,
    requestedAt: iso(requestedAt),
    purgedAt: iso(purgedAt),
  }))
}
