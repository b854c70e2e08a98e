import type { Pool, PoolClient } from 'pg'
import { envFlag } from '@/lib/base/env'
import type { Keyring } from '@/lib/base/secrets'
import { StartError } from '@/lib/base/start-error'
import { accessProblemOf } from '@/lib/db/access-problem'
import type { DatabaseRole } from '@/lib/db/connection'
import { findOldestKey } from '@/lib/db/queries/installation'
import {
  addInstallationSettings,
  loadInstallationSettings,
  loadMigrationNames,
} from '@/lib/db/queries/installation-settings'
import { loadServerFacts, sharesSessions } from '@/lib/db/server-facts'
import { decryptHeartbeatKey } from '../keys/heartbeat-url'
import { hasRecentAuthentication, keyringFault, proofOf } from './keyring-proof'
import { schemaFault } from './schema-fault'
import { differences, type InstallationSettings, settingsOf } from './shared-settings'

export interface Joining {
  role: DatabaseRole
  keyring: Keyring
  /** Of the installation's settings, what this process was given. */
  given: ReadonlyMap<string, string>
  /** The migrations that this program knows. */
  migrations: readonly string[]
}

/**
 * Proves that a process can do its work on this database: session, schema, secrets and settings fit. Answers the settings that
 * hold for the installation.
 * @throws StartError with a sentence when it never will; another error while the database is away or not made yet.
 */
export async function joinInstallation(pool: Pool, joining: Joining): Promise<InstallationSettings> {
  try {
    return await join(pool, joining)
  } catch (error) {
    if (error instanceof StartError) throw error
    const refusal = accessProblemOf(error)
    throw refusal === null ? error : new StartError(`The database does not serve the ${joining.role}: ${refusal}`)
  }
}

async function join(pool: Pool, { role, keyring, given, migrations }: Joining): Promise<InstallationSettings> {
  await requireOwnSession(pool, role)
  const fault = schemaFault(migrations, await loadMigrationNames(pool))
  if (fault !== null) throw new StartError(fault)
  const stored = await loadInstallationSettings(pool)
  if (hasRecentAuthentication(stored)) {
    const ring = keyringFault(keyring, stored)
    if (ring !== null) throw new StartError(ring)
  } else await bringProof(pool, { role, keyring, given })
  const faults = differences(given, stored)
  if (faults.length > 0) throw new StartError(faults.join('\n'))
  return settingsOf(given, stored)
}

async function requireOwnSession(pool: Pool, role: DatabaseRole): Promise<void> {
  const first = await pool.connect()
  let second: PoolClient | null = null
  try {
    const facts = await loadServerFacts(first)
    if (facts.isStandby || facts.isReadOnly) throw new Error('The database is a standby, or takes no writes.')
    const wanted = envFlag('LUBDUB_DATABASE_ROLES', true) ? `lubdub_${role}` : facts.login
    if (facts.user !== wanted || facts.zone !== 'UTC') throw new StartError(TRANSACTION_POOLING)
    second = await pool.connect()
    if (await sharesSessions(first, second)) throw new StartError(TRANSACTION_POOLING)
  } finally {
    first.release()
    second?.release()
  }
}

export const TRANSACTION_POOLING =
  'A pooler in front of PostgreSQL pools transactions: what a session sets, prepares and listens to is lost. Set pool_mode = session ' +
  'for this database in pgbouncer.ini, or name PostgreSQL itself in DATABASE_URL.'

/** The first process of an installation that was not made by `npm start` leaves what the others are measured by. */
async function bringProof(pool: Pool, { role, keyring, given }: Omit<Joining, 'migrations'>): Promise<void> {
  if (role !== 'ingest') throw new Error('Neither `npm start` nor an ingest has made this installation its own yet.')
  const client = await pool.connect()
  try {
    const oldest = await findOldestKey(client)
    if (oldest !== null && !keyring.hash(decryptHeartbeatKey(keyring, oldest)).equals(oldest.hash))
      throw new Error('hash')
  } catch {
    throw new StartError(
      'LUBDUB_SECRET or LUBDUB_HASH_SECRET is not the one that this database was made with. Every process of an installation needs the same.',
    )
  } finally {
    client.release()
  }
  await addInstallationSettings(pool, new Map([...proofOf(keyring), ...given]))
}
