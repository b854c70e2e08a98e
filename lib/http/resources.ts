import type { Pool } from 'pg'
import { envText } from '@/lib/base/env'
import { createLog, type Log } from '@/lib/base/log'
import { createKeyring, type Keyring, requireKeyringSecrets } from '@/lib/base/secrets'
import { databaseUrlOf } from '@/lib/db/connection'
import { createPool } from '@/lib/db/pool'
import { getPrisma, type Prisma } from '@/lib/db/prisma'
import { createWorkspaceDb, type WorkspaceDb } from '@/lib/db/workspace-db'

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
  log: Log
}

// On globalThis, because bundles of one process do not share their modules.
const holder = globalThis as unknown as { lubdubResources?: Resources }

/** @throws Error when the process was started without the settings from `npm start`. */
export function getResources(): Resources {
  if (holder.lubdubResources) return holder.lubdubResources
  const prisma = getPrisma()
  const pool = createPool(databaseUrlOf('web'), { name: 'web', role: 'web', max: 8, statementTimeoutMs: 10_000 })
  holder.lubdubResources = {
    prisma,
    pool,
    db: createWorkspaceDb({ prisma, pool }),
    keyring: createKeyring(requireKeyringSecrets()),
    baseUrl: (envText('LUBDUB_URL') ?? 'http://localhost:4000').replace(/\/+$/, ''),
    log: createLog('web'),
  }
  return holder.lubdubResources
}
