import { createHmac } from 'node:crypto'
import pg from 'pg'
import type { ChildName } from './child-environment'

const NAMES: readonly ChildName[] = ['web', 'ingest', 'worker']

/**
 * Gives each kind of process its own login at the embedded server, which can take on that process's role and nothing
 * else: only the parent has the login that owns everything. Returns the variables that name the logins.
 */
export async function makeEmbeddedLogins(databaseUrl: string, password: string): Promise<Record<string, string>> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'lubdub-start' })
  await client.connect()
  try {
    const urls: Record<string, string> = {}
    for (const name of NAMES) {
      const login = `lubdub_${name}_login`
      const own = createHmac('sha256', password).update(`login:${name}`).digest('base64url')
      await client.query(
        `DO $$ BEGIN CREATE ROLE ${login} NOINHERIT; EXCEPTION WHEN duplicate_object THEN NULL; END $$`,
      )
      await client.query(`ALTER ROLE ${login} LOGIN NOINHERIT NOSUPERUSER PASSWORD ${client.escapeLiteral(own)}`)
      await client.query(`GRANT lubdub_${name} TO ${login}`)
      const url = new URL(databaseUrl)
      url.username = login
      url.password = own
      urls[`LUBDUB_DATABASE_URL_${name.toUpperCase()}`] = url.href
    }
    return urls
  } finally {
    await client.end()
  }
}
