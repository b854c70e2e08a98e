import path from 'node:path'
import pg from 'pg'
import { migrate } from '@/lib/db/migrate'
import { raiseWalls } from '@/lib/db/raise-walls'

const NO_WALL =
  'Warning: the second wall is off. This database user may not make the roles lubdub_web, lubdub_ingest and lubdub_worker, ' +
  'so all processes run as this one user, and only the program keeps workspaces apart. docs/self-hosting.md says how to ' +
  'have the roles made.'

/** Brings the schema up to date, and tells whether each process can have a role of its own. */
export async function prepareDatabase(
  databaseUrl: string,
  onEvent: (message: string) => void,
): Promise<{ hasRoles: boolean }> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'lubdub-migrate' })
  await client.connect()
  try {
    const { applied, editedSince } = await migrate(client, path.resolve('prisma/migrations'))
    if (applied.length) onEvent(`Applied ${applied.length} migration(s) up to ${applied.at(-1)}`)
    for (const name of editedSince) onEvent(`Warning: the migration ${name} was edited after it had been applied`)
    const hasRoles = await raiseWalls(client)
    if (!hasRoles) onEvent(NO_WALL)
    return { hasRoles }
  } finally {
    await client.end()
  }
}
