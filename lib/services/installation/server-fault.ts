import type { ServerFacts } from '@/lib/db/server-facts'

const OLDEST_VERSION = 150_000

/** Why Lubdub cannot work with this server, as a sentence. Null: it can. */
export function serverFault({ version, encoding, isStandby, isReadOnly }: ServerFacts): string | null {
  if (version < OLDEST_VERSION) {
    return `DATABASE_URL points at PostgreSQL ${Math.floor(version / 10_000)}; Lubdub needs 15 or newer. Leave DATABASE_URL unset to use the embedded one.`
  }
  if (isStandby) {
    return 'DATABASE_URL points at a standby, which refuses writes. Use the address of the primary, or one that always leads to it.'
  }
  if (isReadOnly) {
    return 'DATABASE_URL points at a database whose transactions are read-only. Turn default_transaction_read_only off for this database and its user.'
  }
  if (encoding !== 'UTF8') {
    return `The database is encoded in ${encoding}; Lubdub needs UTF8, since jobs write in any language. Make another one: CREATE DATABASE lubdub ENCODING 'UTF8' TEMPLATE template0`
  }
  return null
}

/** Warnings for the operator about a server with which Lubdub can work. */
export function serverWarnings({ synchronousCommit, fsync }: ServerFacts): string[] {
  const off = [synchronousCommit === 'off' && 'synchronous_commit', fsync === 'off' && 'fsync'].filter(Boolean)
  if (off.length === 0) return []
  return [
    `Warning: ${off.join(' and ')} is off in this PostgreSQL. If PostgreSQL crashes, beats that were answered with 200 can be lost.`,
  ]
}
