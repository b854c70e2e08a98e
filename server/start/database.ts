import { checkServer } from './check-server'
import type { StartConfig } from './config'
import { startEmbeddedPostgres } from './embedded-postgres/start-embedded-postgres'
import type { Secrets } from './secrets-file'

export interface Database {
  url: string
  pid(): number | null
  stop(): Promise<void>
}

/**
 * The database of this installation: the one in `DATABASE_URL`, else an embedded one in the data directory.
 * @throws StartError when it cannot be reached, or Lubdub cannot work on it.
 */
export async function openDatabase(
  config: Pick<StartConfig, 'databaseUrl' | 'dataDir'>,
  options: { secrets: Pick<Secrets, 'postgresPassword'>; onEvent: (message: string) => void },
): Promise<Database> {
  if (config.databaseUrl) {
    for (const warning of await checkServer(config.databaseUrl)) options.onEvent(warning)
    return { url: config.databaseUrl, pid: () => null, stop: async () => {} }
  }
  return startEmbeddedPostgres({
    dataDir: config.dataDir,
    password: options.secrets.postgresPassword,
    onEvent: options.onEvent,
  })
}
