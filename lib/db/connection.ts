import type { ClientConfig } from 'pg'
import { parseIntoClientConfig } from 'pg-connection-string'
import { envFlag, envText, requireEnv } from '@/lib/base/env'

/** Which kind of process connects. Each has a role of its own in PostgreSQL, with the rights that it needs. */
export type DatabaseRole = 'web' | 'ingest' | 'worker'

/**
 * How a process reaches the database: by a URL of its own (`LUBDUB_DATABASE_URL_WEB`, `…_INGEST`, `…_WORKER`), else by
 * `DATABASE_URL`.
 * @throws Error when neither is set.
 */
export function databaseUrlOf(role: DatabaseRole): string {
  return envText(`LUBDUB_DATABASE_URL_${role.toUpperCase()}`) ?? requireEnv('DATABASE_URL')
}

/**
 * What pg needs to connect. With a role, the session is that role from its first statement on, unless the installation
 * does without (`LUBDUB_DATABASE_ROLES=off`); where the role is missing, no connection comes about.
 */
export function connectionOf(
  url: string,
  { role = null, session = '' }: { role?: DatabaseRole | null; session?: string } = {},
): ClientConfig {
  const config = parseIntoClientConfig(url)
  const become = role === null || !envFlag('LUBDUB_DATABASE_ROLES', true) ? '' : `-c role=lubdub_${role}`
  // Ours come last, so that options in the URL do not undo them.
  const options = [config.options, session, become].filter(Boolean).join(' ')
  return { ...config, ...(options && { options }) }
}
