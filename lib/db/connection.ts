import type { ClientConfig } from 'pg'
import { parseIntoClientConfig } from 'pg-connection-string'

/**
 * The kind of process that connects. Each has its own role in PostgreSQL, with the privileges that
 * it needs.
 */
export type DatabaseRole = 'web' | 'ingest' | 'worker'

/**
 * The connection settings for pg. With a role, the session has that role from its first statement
 * on; null if the installation uses no roles (`LUBDUB_DATABASE_ROLES=off`). If the role does not
 * exist, the connection fails.
 */
export function connectionOf(
  url: string,
  { role = null, session = '' }: { role?: DatabaseRole | null; session?: string } = {},
): ClientConfig {
  const config = parseIntoClientConfig(url)
  const become = role === null ? '' : `-c role=lubdub_${role}`
  // Our options are last, so options in the URL cannot change them.
  const options = [config.options, session, become].filter(Boolean).join(' ')
  return { ...config, ...(options && { options }) }
}
