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

/** How long a statement of a page or an API call may take, in ms. */
export const PAGE_STATEMENT_MS = 10_000

/**
 * How much longer than the server's own limit a client waits for an answer, in ms. Then it treats
 * the server as gone.
 */
export const PATIENCE_MS = 2_000

/** What the server ends by itself, in ms: the options of a pool, and settings of its sessions. */
export function limitsOf({
  statementTimeoutMs,
  idleInTransactionMs = 5_000,
}: {
  statementTimeoutMs: number
  idleInTransactionMs?: number
}) {
  return {
    statement_timeout: statementTimeoutMs,
    lock_timeout: Math.min(2_000, statementTimeoutMs),
    idle_in_transaction_session_timeout: idleInTransactionMs,
  }
}

/** The same limits as settings for `applySession`. */
export function limitSettings(limits: ReturnType<typeof limitsOf>): Record<string, string> {
  return Object.fromEntries(Object.entries(limits).map(([name, ms]) => [name, String(ms)]))
}
