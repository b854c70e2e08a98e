import type { Pool, PoolClient } from 'pg'
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
import { hasKeyringProof, keyAsProof, keyringFault, proofOf, storedProof } from './keyring-proof'
import { schemaFault } from './schema-fault'
import { differences, type InstallationSettings, settingsOf } from './shared-settings'

export interface Joining {
  role: DatabaseRole
  /** Whether the installation uses database roles. Left out: yes. */
  hasRoles?: boolean
  keyring: Keyring
  /** The settings of the installation that this process was given. */
  given: ReadonlyMap<string, string>
  /** The migrations that this program has. */
  migrations: readonly string[]
}

/**
 * Checks that a process can work with this database: session, schema, secrets and settings must
 * match. Returns the settings of the installation.
 * @throws StartError with a sentence if it never can; another error while the database is not
 * reachable or not set up yet.
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

async function join(
  pool: Pool,
  { role, hasRoles = true, keyring, given, migrations }: Joining,
): Promise<InstallationSettings> {
  await requireOwnSession(pool, hasRoles ? role : null)
  const fault = schemaFault(migrations, await loadMigrationNames(pool))
  if (fault !== null) throw new StartError(fault)
  const stored = await loadInstallationSettings(pool)
  if (hasKeyringProof(stored)) {
    const ring = keyringFault(keyring, storedProof(stored))
    if (ring !== null) throw new StartError(ring)
  } else await storeProof(pool, { role, keyring, given })
  const faults = differences(given, stored)
  if (faults.length > 0) throw new StartError(faults.join('\n'))
  return settingsOf(given, stored)
}

async function requireOwnSession(pool: Pool, role: DatabaseRole | null): Promise<void> {
  const first = await pool.connect()
  let second: PoolClient | null = null
  try {
    const facts = await loadServerFacts(first)
    if (facts.isStandby || facts.isReadOnly) throw new Error('The database is a standby, or refuses writes.')
    const wanted = role === null ? facts.login : `lubdub_${role}`
    if (facts.user !== wanted || facts.zone !== 'UTC') throw new StartError(TRANSACTION_POOLING)
    second = await pool.connect()
    if (await sharesSessions(first, second)) throw new StartError(TRANSACTION_POOLING)
  } finally {
    first.release()
    second?.release()
  }
}

export const TRANSACTION_POOLING =
  'A pooler in front of PostgreSQL pools transactions: settings, prepared statements and LISTEN of a session are lost. Set pool_mode = session ' +
  'for this database in pgbouncer.ini, or put the address of PostgreSQL itself into DATABASE_URL.'

/**
 * If `npm start` did not create the installation, its first process stores the values that the
 * others are checked against.
 */
async function storeProof(pool: Pool, { role, keyring, given }: Omit<Joining, 'migrations'>): Promise<void> {
  if (role !== 'ingest')
    throw new Error('Neither `npm start` nor an ingest process has initialised this installation yet.')
  const oldest = await findOldestKey(pool)
  const fault = oldest && keyringFault(keyring, keyAsProof(oldest))
  if (fault !== null) throw new StartError(fault)
  await addInstallationSettings(pool, new Map([...proofOf(keyring), ...given]))
}
