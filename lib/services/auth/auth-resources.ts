import type { Pool } from 'pg'
import type { Keyring } from '@/lib/base/secrets'
import type { Prisma } from '@/lib/db/prisma'

/** What signing in works with: it belongs to no workspace yet. */
export interface AuthResources {
  prisma: Prisma
  /** For limits on how often something may be tried. */
  pool: Pool
  keyring: Keyring
  /** Where people reach us, without a slash at the end. */
  baseUrl: string
}
