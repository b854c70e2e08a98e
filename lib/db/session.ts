import type { ClientBase } from 'pg'
import type { DatabaseRole } from './connection'

/** The settings of a session from our first statement on. */
export interface Session {
  role: DatabaseRole | null
  settings: Readonly<Record<string, string>>
}

/**
 * Sets again what the connection asked for at its start. A pooler that ignores those parameters
 * (PgBouncer with `ignore_startup_parameters`) gives a session with the server's zone, the role of
 * the login and no time limits.
 * @throws the database's error: then the connection must not be used.
 */
export async function applySession(client: ClientBase, { role, settings }: Session): Promise<void> {
  const all = Object.entries(settings)
  if (role !== null) all.push(['role', `lubdub_${role}`])
  const list = all.map((_, index) => `set_config($${index * 2 + 1}, $${index * 2 + 2}, false)`).join(', ')
  await client.query(`SELECT ${list}`, all.flat())
}

/** In all sessions, instants are read and written in UTC. */
export const UTC = { timezone: 'UTC' } as const
