import { AppError } from '@/lib/base/errors'
import { newId } from '@/lib/base/ids'
import { newSecret } from '@/lib/base/secrets'
import type { KeyAccess } from '@/lib/core/access'
import type { WorkspaceTx } from '@/lib/db/workspace-db'
import type { ServiceContext } from '../context'
import { API_KEY_SHOWN, type ApiKeyRow } from './to-api-key-view'

const TOKEN_PREFIX = { read: 'ldr', write: 'ldw', provision: 'ldp' } as const satisfies Record<KeyAccess, string>
const LONGEST_LIFE_MS = 10 * 365 * 86_400_000

interface NewKey {
  name: string
  access: KeyAccess
  family: string | null
  expiresAt: Date | null
  replacesId: string | null
}

/** Stores a new API key. Its token is in the result, and is not stored. */
export async function insertApiKey(
  tx: WorkspaceTx,
  { workspaceId, keyring, actor, now }: ServiceContext,
  key: NewKey,
): Promise<{ row: ApiKeyRow; token: string }> {
  const token = newSecret(TOKEN_PREFIX[key.access])
  const row = await tx.apiKey.create({
    data: {
      ...key,
      workspaceId,
      id: newId(),
      hash: new Uint8Array(keyring.hash(token)),
      prefix: token.slice(0, 8),
      createdAt: now,
      createdBy: actor.kind === 'user' ? actor.userId : null,
    },
    select: API_KEY_SHOWN,
  })
  return { row, token }
}

/** A Prisma filter: the keys that work at `now`. */
export function alive(workspaceId: string, now: Date) {
  const later = (field: 'expiresAt' | 'retiresAt') => ({ OR: [{ [field]: null }, { [field]: { gt: now } }] })
  return { workspaceId, revokedAt: null, AND: [later('expiresAt'), later('retiresAt')] }
}

/** @throws AppError `invalid` unless it is between now and ten years from now. */
export function requireValidExpiry(expiresAt: string | null, now: Date): Date | null {
  if (expiresAt === null) return null
  const at = new Date(expiresAt)
  if (at > now && at.getTime() <= now.getTime() + LONGEST_LIFE_MS) return at
  throw new AppError('invalid', `Expiry must be within the next ten years; got ${expiresAt}.`, 'expiresAt')
}
