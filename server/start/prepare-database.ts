import path from 'node:path'
import pg from 'pg'
import { migrate } from '@/lib/db/migrate'

/** Brings the schema up to date. */
export async function prepareDatabase(databaseUrl: string, onEvent: (message: string) => void): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'lubdub-migrate' })
  await client.connect()
  try {
    const { applied, editedSince } = await migrate(client, path.resolve('prisma/migrations'))
    if (applied.length) onEvent(`Applied ${applied.length} migration(s) up to ${applied.at(-1)}`)
    for (const name of editedSince) onEvent(`Warning: the migration ${name} was edited after it had been applied`)
  } finally {
    await client.end()
  }
}
