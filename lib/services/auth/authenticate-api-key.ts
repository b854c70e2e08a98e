import { isMistyped, type Keyring } from '@/lib/base/secrets'
import type { KeyAccess } from '@/lib/core/access'
import type { Prisma } from '@/lib/db/prisma'
import { findApiKey } from '@/lib/db/queries/security-definer-functions'
import type { WorkspaceDb } from '@/lib/db/workspace-db'
import { KEY_USE_NOTED_MS } from './sessions/session-life'

export interface AuthenticatedKey {
  keyId: string
  workspaceId: string
  name: string
  access: KeyAccess
  /** The only family that the key is for; null: every family. */
  family: string | null
}

/**
 * The API key of a bearer token; null when it is unknown, revoked or expired. Records its use at
 * most once in ten minutes.
 */
export async function authenticateApiKey(
  { prisma, db }: { prisma: Prisma; db: WorkspaceDb },
  keyring: Keyring,
  { token, now }: { token: string; now: Date },
): Promise<AuthenticatedKey | null> {
  if (isMistyped(token)) return null
  const key = await findApiKey(prisma, keyring.hash(token))
  if (!key || key.revokedAt || isPast(key.expiresAt, now) || isPast(key.retiresAt, now)) return null
  const { id, workspaceId, name, access, family } = key
  const stale = new Date(now.getTime() - KEY_USE_NOTED_MS)
  if (!key.lastUsedAt || key.lastUsedAt < stale) {
    await db.inWorkspace(workspaceId, (tx) =>
      tx.apiKey.updateMany({
        where: { workspaceId, id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: stale } }] },
        data: { lastUsedAt: now },
      }),
    )
  }
  return { keyId: id, workspaceId, name, access: access as KeyAccess, family }
}

const isPast = (at: Date | null, now: Date) => at !== null && at <= now
