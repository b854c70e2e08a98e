import { chmodSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { applyPolicies } from '@/lib/db/apply-policies'
import { migrate } from '@/lib/db/migrate'
import { findBinaries } from '@/server/start/embedded-postgres/binaries'
import { createCluster } from '@/server/start/embedded-postgres/create-cluster'
import { ensureDatabase } from '@/server/start/embedded-postgres/ensure-database'
import { productionSettings } from '@/server/start/embedded-postgres/settings'
import { type RunningServer, startServer } from '@/server/start/embedded-postgres/start-server'
import { findFreePort } from '@/server/start/free-port'

/** A PostgreSQL that only this program starts, always on the same port, so that it can be stopped. Durability is on. */
export interface OwnedPostgres {
  url: string
  /** Null while it is away. */
  pid(): number | null
  start(): Promise<void>
  stop(): Promise<void>
}

/** `program`: what to start in place of `postgres`, given its path. */
export async function openOwnedPostgres(
  dataDir: string,
  { program = (postgres) => postgres }: { program?: (postgres: string) => string } = {},
): Promise<OwnedPostgres> {
  mkdirSync(dataDir, { recursive: true })
  chmodSync(dataDir, 0o711)
  const password = 'faults'
  const port = await findFreePort()
  const directory = path.join(dataDir, 'postgres')
  const binaries = findBinaries()
  await createCluster(directory, { binaries, password })
  let server: RunningServer | null = null
  const start = async () => {
    server = await startServer({
      directory,
      postgres: program(binaries.postgres),
      logFile: path.join(dataDir, 'postgres.log'),
      settings: productionSettings,
      password,
      port,
    })
  }
  const url = `postgresql://lubdub:${password}@127.0.0.1:${port}/lubdub`
  await start()
  await ensureDatabase(password, port)
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await migrate(client, 'prisma/migrations')
  await applyPolicies(client, 'prisma/policies.sql')
  await client.end()
  return {
    url,
    pid: () => server?.pid ?? null,
    start,
    stop: async () => {
      await server?.stop()
      server = null
    },
  }
}
