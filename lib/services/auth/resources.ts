import type { Pool } from 'pg'
import type { Log } from '@/lib/base/log'
import type { Keyring } from '@/lib/base/secrets'
import type { Prisma } from '@/lib/db/prisma'
import type { WorkspaceDb } from '@/lib/db/workspace-db'

/** What signing in works with: it begins before there is a workspace. */
export interface AuthResources {
  /** Sees people, sessions and tokens, and nothing of workspaces. */
  prisma: Prisma
  pool: Pool
  db: WorkspaceDb
  keyring: Keyring
  /** Where people reach us, without a slash at the end. */
  baseUrl: string
  log: Log
}
