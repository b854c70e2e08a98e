import type { Keyring } from '@/lib/base/secrets'
import type { KeyAccess } from '@/lib/core/access'
import type { Prisma } from '@/lib/db/prisma'
import { USE_NOTED_MS } from './session-life'

export interface AuthenticatedKey {
  keyId: string
  workspaceId: string
  name: string
  access: KeyAccess
  /** The only family that it is for; null: all. */
  family: string | null
}

/** The API key behind a bearer token; null when it is unknown, revoked or too old. Notes its use at most once a minute. */
export async function authenticateApiKey(
  prisma: Prisma,
  keyring: Keyring,
  { token, now }: { token: string; now: Date },
): Promise<AuthenticatedKey | null> {
  const key = await prisma.apiKey.findUnique({ where: { hash: new Uint8Array(keyring.hash(token)) } })
  if (!key || key.revokedAt || (key.expiresAt && key.expiresAt <= now)) return null
  const { id, workspaceId } = key
  const stale = new Date(now.getTime() - USE_NOTED_MS)
  if (!key.lastUsedAt || key.lastUsedAt < stale) {
    await prisma.apiKey.updateMany({
      where: { workspaceId, id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: stale } }] },
      data: { lastUsedAt: now },
    })
  }
  return { keyId: id, workspaceId, name: key.name, access: key.access as KeyAccess, family: key.family }
}
