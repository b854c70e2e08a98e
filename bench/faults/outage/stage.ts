import path from 'node:path'
import type { Pool } from 'pg'
import { BeatClient } from '@/bench/support/beat-client'
import { BeatLedger } from '@/bench/support/beat-ledger'
import { HttpClient } from '@/bench/support/http-client'
import { type OwnedPostgres, openOwnedPostgres } from '@/bench/support/owned-postgres'
import { type Product, startProduct } from '@/bench/support/product'
import { type SeededMonitor, type SeededWorkspace, seedMonitors, seedWorkspaces } from '@/bench/support/seed'
import { WebhookSink } from '@/bench/support/webhook-sink'
import { createKeyring, type Keyring } from '@/lib/base/secrets'
import { createPool } from '@/lib/db/pool'
import { findFreePort } from '@/server/start/free-port'
import { fixtures, type Role } from './fixtures'

export type SeededFixture = SeededMonitor & { role: Role }

/** A separate installation, on a PostgreSQL that can be stopped. */
export interface Stage {
  postgres: OwnedPostgres
  product: Product
  /** Our own, for checks. Ends with the server; `look` opens it again. */
  pool: Pool
  sink: WebhookSink
  keyring: Keyring
  client: BeatClient
  http: HttpClient
  ledger: BeatLedger
  workspaces: SeededWorkspace[]
  actors: SeededFixture[]
  of(...roles: Role[]): SeededFixture[]
  urlOf(actor: SeededFixture): string
  startAgain(): Promise<void>
  close(): Promise<void>
}

const SECRET = 'known to the harness and to nobody else'

export async function openScene(directory: string): Promise<Stage> {
  const sink = new WebhookSink({ file: path.join(directory, 'outage-sink.jsonl') })
  await sink.listen()
  const postgres = await openOwnedPostgres(path.join(directory, 'outage-postgres'))
  const port = await findFreePort()
  const start = () =>
    startProduct({
      dataDir: path.join(directory, 'outage'),
      port,
      env: {
        DATABASE_URL: postgres.url,
        LUBDUB_SECRET: SECRET,
        LUBDUB_ALLOW_PRIVATE_WEBHOOKS: '1',
        LUBDUB_BEATS_PER_SECOND: '0',
        LUBDUB_RECOVERY_SECONDS: '3',
      },
    })
  const product = await start().catch(async (error) => {
    await postgres.stop()
    throw error
  })
  const pool = createPool(postgres.url, { name: 'faults', max: 2, statementTimeoutMs: 60_000 })
  const keyring = createKeyring(SECRET)
  const workspaces = await seedWorkspaces(pool, { names: ['first', 'second', 'third'], keyring, sink })
  const monitors = fixtures(workspaces)
  const seeded = await seedMonitors(pool, { monitors, keyring })
  const http = new HttpClient({ timeoutMs: 10_000, connections: 128 })
  const ledger = new BeatLedger(path.join(directory, 'outage-ledger.jsonl'))
  const stage: Stage = {
    postgres,
    product,
    pool,
    sink,
    keyring,
    http,
    ledger,
    client: new BeatClient({ http, ledger }),
    workspaces,
    actors: seeded.map((monitor, i) => ({ ...monitor, role: monitors[i]!.role })),
    of: (...roles) => stage.actors.filter((actor) => roles.includes(actor.role)),
    urlOf: ({ key }) => `${stage.product.url}/api/v1/heartbeat/${key}`,
    startAgain: async () => {
      stage.product = await start()
    },
    close: async () => {
      if (stage.product.isRunning()) await stage.product.stop()
      http.close()
      await pool.end()
      await postgres.stop()
      await sink.close()
      ledger.close()
    },
  }
  return stage
}
