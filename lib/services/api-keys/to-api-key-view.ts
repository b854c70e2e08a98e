import type { ApiKeyView } from '@/lib/contract/api-keys'
import { toPublicId, toPublicIdOrNull } from '@/lib/contract/ids'
import { iso, isoOrNull } from '../instants'

export interface ApiKeyRow {
  id: string
  name: string
  access: string
  family: string | null
  prefix: string
  createdAt: Date
  creator: { id: string; email: string } | null
  lastUsedAt: Date | null
  expiresAt: Date | null
  retiresAt: Date | null
  revokedAt: Date | null
  replacesId: string | null
}

/** The fields of an API key that may be shown, as a Prisma select. */
export const API_KEY_SHOWN = {
  id: true,
  name: true,
  access: true,
  family: true,
  prefix: true,
  createdAt: true,
  creator: { select: { id: true, email: true } },
  lastUsedAt: true,
  expiresAt: true,
  retiresAt: true,
  revokedAt: true,
  replacesId: true,
} as const

export function toApiKeyView(row: ApiKeyRow, now: Date): ApiKeyView {
  return {
    id: toPublicId('key', row.id),
    name: row.name,
    access: row.access as ApiKeyView['access'],
    family: row.family,
    prefix: row.prefix,
    state: stateOf(row, now),
    createdAt: iso(row.createdAt),
    createdBy: row.creator && { ...row.creator, id: toPublicId('usr', row.creator.id) },
    lastUsedAt: isoOrNull(row.lastUsedAt),
    expiresAt: isoOrNull(row.expiresAt),
    retiresAt: isoOrNull(row.retiresAt),
    revokedAt: isoOrNull(row.revokedAt),
    replacesId: toPublicIdOrNull('key', row.replacesId),
  }
}

function stateOf({ revokedAt, expiresAt, retiresAt }: ApiKeyRow, now: Date): ApiKeyView['state'] {
  if (revokedAt) return 'revoked'
  if (expiresAt && expiresAt <= now) return 'expired'
  if (retiresAt) return retiresAt <= now ? 'expired' : 'retiring'
  return 'active'
}

/** The fields of an API key for the audit log: its prefix, never the key. */
export function auditedApiKey({ name, access, family, prefix, expiresAt }: Omit<ApiKeyRow, 'creator'>) {
  return { name, access, family, prefix, expiresAt: isoOrNull(expiresAt) }
}
