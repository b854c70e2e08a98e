import pg from 'pg'
import { applyPolicies } from '@/lib/db/apply-policies'
import { connectionOf } from '@/lib/db/connection'
import { listMigrations, migrate } from '@/lib/db/migrate'
import { hasMigrations, loadMigrationNames } from '@/lib/db/queries/installation-settings'
import { newerThanProgram } from '@/lib/services/installation/schema-fault'
import { migrationsDirectory, policiesFile } from '@/server/join'
import { StartError } from './start-error'

const NO_ROLES =
  'Warning: row-level security is off. This database user may not create the roles lubdub_web, lubdub_ingest and lubdub_worker, ' +
  'so all processes run as this one user, and only the program separates workspaces. docs/self-hosting.md says how to ' +
  'have the roles made.'

/** Brings the schema up to date, and returns whether each process can have a role of its own. */
export async function prepareDatabase(
  databaseUrl: string,
  onEvent: (message: string) => void,
): Promise<{ hasRoles: boolean }> {
  const client = new pg.Client({ ...connectionOf(databaseUrl), application_name: 'lubdub-migrate' })
  await client.connect()
  try {
    await client.query("SET timezone = 'UTC'")
    await requireNoNewer(client)
    const { applied, editedSince } = await migrate(client, migrationsDirectory())
    if (applied.length) onEvent(`Applied ${applied.length} migration(s) up to ${applied.at(-1)}`)
    for (const name of editedSince) onEvent(`Warning: the migration ${name} was edited after it had been applied`)
    const { hasRoles, own, newer } = await applyPolicies(client, policiesFile())
    if (newer !== null) {
      onEvent(
        `Warning: the policies of the database are of version ${newer}, and those of this program of version ${own}: a newer program has started here. They stay as they are.`,
      )
    }
    if (!hasRoles) onEvent(NO_ROLES)
    return { hasRoles }
  } finally {
    await client.end()
  }
}

/** An older program must not even try: it would read the newer tables wrongly. */
async function requireNoNewer(client: pg.Client): Promise<void> {
  if (!(await hasMigrations(client))) return
  const fault = newerThanProgram(await listMigrations(migrationsDirectory()), await loadMigrationNames(client))
  if (fault !== null) throw new StartError(fault)
}
