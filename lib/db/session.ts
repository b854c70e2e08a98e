import type { ClientBase } from 'pg'
import { envFlag } from '@/lib/base/env'
import type { DatabaseRole } from './connection'

/** What holds in a session from its first statement of ours on. */
export interface Session {
  role: DatabaseRole | null
  settings: Readonly<Record<string, string>>
}

/**
 * Says once more what the connection was opened with: a pooler that ignores those parameters (PgBouncer with
 * `ignore_startup_parameters`) hands over a session of the server's own zone, of the login and without time limits.
 * @throws what the database says: then the connection must not be used.
 */
export async function applySession(client: ClientBase, { role, settings }: Session): Promise<void> {
  const all = Object.entries(settings)
  if (role !== null && envFlag('LUBDUB_DATABASE_ROLES', true)) all.push(['role', `lubdub_${role}`])
  const list = all.map((_, index) => `set_config($${index * 2 + 1}, $${index * 2 + 2}, false)`).join(', ')
  await client.query(`SELECT ${list}`, all.flat())
}

/** Of all sessions: instants are read and written in UTC. */
export const UTC = { timezone: 'UTC' } as const
