import type { Pool } from 'pg'
import type { Log } from '@/lib/base/log'
import type { Keyring } from '@/lib/base/secrets'
import type { Prisma } from '@/lib/db/prisma'
import type { WorkspaceDb } from '@/lib/db/workspace-db'
import type { Settings } from '@/lib/settings/read-settings'

/** What sign-in works with: at its start there is no workspace. */
export interface AuthResources {
  /** Sees people, sessions and tokens, but no workspaces. */
  prisma: Prisma
  pool: Pool
  db: WorkspaceDb
  keyring: Keyring
  /** The public URL of this installation, without a slash at the end. */
  baseUrl: string
  settings: Settings
  log: Log
}
