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
import { cast, type Role } from './cast'

export type Actor = SeededMonitor & { role: Role }

/** An installation of its own, on a PostgreSQL that can be away. */
export interface Scene {
  postgres: OwnedPostgres
  product: Product
  /** Ours, for looking. Ends with the server; opened anew by `look`. */
  pool: Pool
  sink: WebhookSink
  keyring: Keyring
  client: BeatClient
  http: HttpClient
  ledger: BeatLedger
  workspaces: SeededWorkspace[]
  actors: Actor[]
  of(...roles: Role[]): Actor[]
  urlOf(actor: Actor): string
  startAgain(): Promise<void>
  close(): Promise<void>
}

const SECRET = 'known to the harness and to nobody else'

export async function setScene(directory: string): Promise<Scene> {
  const sink = new WebhookSink({ file: path.join(directory, 'dark-sink.jsonl') })
  await sink.listen()
  const postgres = await openOwnedPostgres(path.join(directory, 'dark-postgres'))
  const port = await findFreePort()
  const start = () =>
    startProduct({
      dataDir: path.join(directory, 'dark'),
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
  const monitors = cast(workspaces)
  const seeded = await seedMonitors(pool, { monitors, keyring })
  const http = new HttpClient({ timeoutMs: 10_000, connections: 128 })
  const ledger = new BeatLedger(path.join(directory, 'dark-ledger.jsonl'))
  const scene: Scene = {
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
    of: (...roles) => scene.actors.filter((actor) => roles.includes(actor.role)),
    urlOf: ({ key }) => `${scene.product.url}/api/v1/heartbeat/${key}`,
    startAgain: async () => {
      scene.product = await start()
    },
    close: async () => {
      if (scene.product.isRunning()) await scene.product.stop()
      http.close()
      await pool.end()
      await postgres.stop()
      await sink.close()
      ledger.close()
    },
  }
  return scene
}
