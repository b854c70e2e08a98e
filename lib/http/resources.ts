import type { Pool } from 'pg'
import { createLog, type Log } from '@/lib/base/log'
import { createKeyring, type Keyring } from '@/lib/base/secrets'
import { createPool } from '@/lib/db/pool'
import { getPrisma, type Prisma } from '@/lib/db/prisma'
import { PAGE_STATEMENT_MS } from '@/lib/db/session'
import { createWorkspaceDb, type WorkspaceDb } from '@/lib/db/workspace-db'
import { databaseOf, keyringSecretsIn } from '@/lib/settings/derived'
import { getSettings } from '@/lib/settings/process-settings'
import type { Settings } from '@/lib/settings/read-settings'

/** The shared resources of the web process. */
export interface Resources {
  /** For data of people: sessions, sign-in. It cannot read data of workspaces. */
  prisma: Prisma
  pool: Pool
  /** For data of workspaces. */
  db: WorkspaceDb
  keyring: Keyring
  /** Where people and jobs reach us, without a slash at the end. */
  baseUrl: string
  settings: Settings
  log: Log
}

// On globalThis, because bundles of one process do not share their modules.
const holder = globalThis as unknown as { lubdubResources?: Resources }

/** @throws Error when the process was started without the settings from `npm start`. */
export function getResources(): Resources {
  if (holder.lubdubResources) return holder.lubdubResources
  const settings = getSettings()
  const { databaseUrl, role } = databaseOf(settings, 'web')
  const prisma = getPrisma({ databaseUrl, role })
  const pool = createPool(databaseUrl, { name: 'web', role, max: 8, statementTimeoutMs: PAGE_STATEMENT_MS })
  holder.lubdubResources = {
    prisma,
    pool,
    db: createWorkspaceDb({ prisma, pool }),
    keyring: createKeyring(keyringSecretsIn(settings)),
    baseUrl: settings.url ?? 'http://localhost:4000',
    settings,
    log: createLog('web', settings.logLevel),
  }
  return holder.lubdubResources
}
