import type { ClientBase, Pool } from 'pg'

/** What must be known of a server and of the session before any work. */
export interface ServerFacts {
  version: number
  encoding: string
  zone: string
  /** The role of the session, and its login. */
  user: string
  login: string
  isStandby: boolean
  isReadOnly: boolean
  synchronousCommit: string
  fsync: string
}

export async function loadServerFacts(client: Pick<Pool | ClientBase, 'query'>): Promise<ServerFacts> {
  const { rows } = await (client as Pool).query<ServerFacts>(
    `SELECT current_setting('server_version_num')::integer AS version, current_setting('server_encoding') AS encoding,
       current_setting('timezone') AS zone, current_user::text AS "user", session_user::text AS login,
       pg_is_in_recovery() AS "isStandby", current_setting('transaction_read_only')::boolean AS "isReadOnly",
       current_setting('synchronous_commit') AS "synchronousCommit", current_setting('fsync') AS fsync`,
  )
  return rows[0]!
}

/**
 * Whether a pooler gives one session of the server to several clients. Then two clients that are
 * connected at the same time get the same session when neither is in a transaction.
 */
export async function sharesSessions(first: ClientBase, second: ClientBase): Promise<boolean> {
  const pidOf = async (client: ClientBase) =>
    (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]!.pid
  const seen = new Set<number>()
  for (let round = 0; round < 3; round++) {
    seen.add(await pidOf(first))
    if (seen.has(await pidOf(second))) return true
  }
  return false
}
