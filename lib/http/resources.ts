import type { Pool } from 'pg'
import { envText, requireEnv } from '@/lib/base/env'
import { createLog, type Log } from '@/lib/base/log'
import { createKeyring, type Keyring } from '@/lib/base/secrets'
import { createPool } from '@/lib/db/pool'
import { getPrisma, type Prisma } from '@/lib/db/prisma'

/** What the web process has one of. */
export interface Resources {
  prisma: Prisma
  pool: Pool
  keyring: Keyring
  /** Where people and jobs reach us, without a slash at the end. */
  baseUrl: string
  log: Log
}

// On globalThis, because bundles of one process do not share their modules.
const holder = globalThis as unknown as { lubdubResources?: Resources }

/** @throws Error when the process was started without what `npm start` sets. */
export function getResources(): Resources {
  holder.lubdubResources ??= {
    prisma: getPrisma(),
    pool: createPool(requireEnv('DATABASE_URL'), { name: 'web', max: 8, statementTimeoutMs: 10_000 }),
    keyring: createKeyring(requireEnv('LUBDUB_SECRET')),
    baseUrl: (envText('LUBDUB_URL') ?? 'http://localhost:4000').replace(/\/+$/, ''),
    log: createLog('web'),
  }
  return holder.lubdubResources
}
