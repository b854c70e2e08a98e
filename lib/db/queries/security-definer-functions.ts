import type { Prisma, PrismaTx } from '@/lib/db/prisma'

// Security-definer functions of the database: each answers one question across workspaces. The
// newest migration that defines `raise_walls()` has the complete list.

export interface FoundWorkspace {
  id: string
  name: string
  timezone: string
  locale: string
  role: string
  requireSecondFactor: boolean
  deleteAfter: Date | null
  lastSeenAt: Date | null
}

/** The workspaces of a person, the first joined first; without those whose deletion is due. */
export function findWorkspacesOf(prisma: PrismaTx, userId: string): Promise<FoundWorkspace[]> {
  return prisma.$queryRaw<FoundWorkspace[]>`
    SELECT id, name, timezone, locale, role, require_second_factor AS "requireSecondFactor", delete_after AS "deleteAfter",
      last_seen_at AS "lastSeenAt"
    FROM workspaces_of(${userId}::uuid)`
}

export interface FoundApiKey {
  workspaceId: string
  id: string
  name: string
  access: string
  family: string | null
  lastUsedAt: Date | null
  expiresAt: Date | null
  retiresAt: Date | null
  revokedAt: Date | null
}

/** The API key with this hash, even if it no longer works. Null: there is none. */
export async function findApiKey(prisma: Prisma, hash: Buffer): Promise<FoundApiKey | null> {
  const rows = await prisma.$queryRaw<FoundApiKey[]>`
    SELECT workspace_id AS "workspaceId", id, name, access, family, last_used_at AS "lastUsedAt", expires_at AS "expiresAt",
      retires_at AS "retiresAt", revoked_at AS "revokedAt"
    FROM api_key_of(${hash})`
  return rows[0] ?? null
}

export interface FoundInvitation {
  workspaceId: string
  workspaceName: string
  id: string
  email: string
  role: string
  invitedByLabel: string
  expiresAt: Date
  acceptedAt: Date | null
  revokedAt: Date | null
  /** Null: its link was not sent by mail. */
  mailedAt: Date | null
}

/** The invitation with this token hash, even if it is no longer open. Null: there is none. */
export async function findInvitation(prisma: Prisma, hash: Buffer): Promise<FoundInvitation | null> {
  const rows = await prisma.$queryRaw<FoundInvitation[]>`
    SELECT workspace_id AS "workspaceId", workspace_name AS "workspaceName", id, email, role,
      invited_by_label AS "invitedByLabel", expires_at AS "expiresAt", accepted_at AS "acceptedAt", revoked_at AS "revokedAt",
      mailed_at AS "mailedAt"
    FROM invitation_of(${hash})`
  return rows[0] ?? null
}

export interface PurgedWorkspace {
  id: string
  name: string
  requestedByLabel: string | null
  requestedAt: Date
  purgedAt: Date
}

/** The purged workspaces that a person owned, the latest first. */
export function findPurgedWorkspacesOf(prisma: Prisma, userId: string): Promise<PurgedWorkspace[]> {
  return prisma.$queryRaw<PurgedWorkspace[]>`
    SELECT id, name, requested_by_label AS "requestedByLabel", requested_at AS "requestedAt", purged_at AS "purgedAt"
    FROM purged_workspaces_of(${userId}::uuid)`
}
