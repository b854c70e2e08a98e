import pg from 'pg'
import type { StartConfig } from './config'
import { startEmbeddedPostgres } from './embedded-postgres/start-embedded-postgres'
import type { Secrets } from './secrets-file'
import { StartError } from './start-error'

const OLDEST_VERSION = 150_000

export interface Database {
  url: string
  pid(): number | null
  stop(): Promise<void>
}

/**
 * The database that this installation uses: the one in `DATABASE_URL`, else an embedded one in the data directory.
 * @throws StartError when it cannot be reached or is too old.
 */
export async function openDatabase(
  config: StartConfig,
  options: { secrets: Secrets; onEvent: (message: string) => void },
): Promise<Database> {
  if (config.databaseUrl) {
    await requireVersion(config.databaseUrl)
    return { url: config.databaseUrl, pid: () => null, stop: async () => {} }
  }
  return startEmbeddedPostgres({
    dataDir: config.dataDir,
    password: options.secrets.postgresPassword,
    onEvent: options.onEvent,
  })
}

async function requireVersion(url: string): Promise<void> {
  const client = clientFor(url)
  try {
    await client.connect()
    const { rows } = await client.query<{ server_version_num: string }>('show server_version_num')
    const version = Number(rows[0]!.server_version_num)
    if (version >= OLDEST_VERSION) return
    throw new StartError(
      `DATABASE_URL points at PostgreSQL ${Math.floor(version / 10_000)}; Lubdub needs 15 or newer. ` +
        'Leave DATABASE_URL unset to use the embedded one.',
    )
  } catch (error) {
    throw error instanceof StartError ? error : new StartError(`Cannot use DATABASE_URL: ${reason(error)}`)
  } finally {
    await client.end().catch(() => {})
  }
}

function clientFor(url: string): pg.Client {
  if (/^postgres(ql)?:\/\//.test(url) && URL.canParse(url)) {
    return new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  }
  throw new StartError('DATABASE_URL must look like postgresql://user:password@host:5432/name')
}

function reason(error: unknown): string {
  const { code, message } = error as { code?: string; message: string }
  switch (code) {
    case 'ECONNREFUSED':
      return 'nothing answers there. Start the server, or leave DATABASE_URL unset to use the embedded one.'
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'its host is not known.'
    case '28P01':
    case '28000':
      return 'the server refuses the user or the password.'
    case '3D000':
      return 'the database does not exist; create it first.'
    default:
      return message || String(code)
  }
}
