import path from 'node:path'
import type { Pool } from 'pg'
import { BeatClient } from '@/bench/support/beat-client'
import { BeatLedger } from '@/bench/support/beat-ledger'
import { HttpClient } from '@/bench/support/http-client'
import { type Product, startProduct } from '@/bench/support/product'
import { type SeededMonitor, type SeededWorkspace, seedMonitors, seedWorkspaces } from '@/bench/support/seed'
import { WebhookSink } from '@/bench/support/webhook-sink'
import { createKeyring } from '@/lib/base/secrets'
import { createPool } from '@/lib/db/pool'
import { findFreePort } from '@/server/start/free-port'
import { type Cluster, openCluster } from './cluster'

/** The whole product, with a pair of PostgreSQLs behind haproxy. */
export interface Stage {
  cluster: Cluster
  product: Product
  /** Our own, for checks; also through haproxy. */
  pool: Pool
  http: HttpClient
  client: BeatClient
  ledger: BeatLedger
  urlOf(monitor: SeededMonitor): string
  addMonitors(role: string, count: number): Promise<SeededMonitor[]>
  isReady(): Promise<boolean>
  close(): Promise<void>
}

const SECRET = 'known to the harness and to nobody else'
export const INTERVAL_SECONDS = 2
export const GRACE_SECONDS = 20
const RECOVERY_SECONDS = 5

export async function openScene(directory: string): Promise<Stage> {
  const cluster = await openCluster(directory)
  const sink = new WebhookSink({ file: path.join(directory, 'failover-sink.jsonl') })
  await sink.listen()
  const product = await startProduct({
    dataDir: path.join(directory, 'failover'),
    port: await findFreePort(),
    env: {
      DATABASE_URL: cluster.url,
      LUBDUB_SECRET: SECRET,
      LUBDUB_ALLOW_PRIVATE_WEBHOOKS: '1',
      LUBDUB_RECOVERY_SECONDS: String(RECOVERY_SECONDS),
    },
  }).catch(async (error) => {
    await sink.close()
    await cluster.close()
    throw error
  })
  const pool = createPool(cluster.url, {
    ...{ name: 'faults', max: 2 },
    statementTimeoutMs: 20_000,
    connectTimeoutMs: 20_000,
  })
  const keyring = createKeyring(SECRET)
  const [workspace] = await seedWorkspaces(pool, { names: ['failover'], keyring, sink })
  const http = new HttpClient({ timeoutMs: 10_000, connections: 512 })
  const ledger = new BeatLedger(path.join(directory, 'failover-ledger.jsonl'))
  const monitorOf = (role: string, n: number, of: SeededWorkspace) =>
    ({
      ...{ workspace: of, name: `${role} ${n}`, graceSeconds: GRACE_SECONDS },
      schedule: { type: 'interval', seconds: INTERVAL_SECONDS },
    }) as const
  return {
    ...{ cluster, product, pool, http, ledger },
    client: new BeatClient({ http, ledger }),
    urlOf: ({ key }) => `${product.url}/api/v1/heartbeat/${key}`,
    addMonitors: (role, count) =>
      seedMonitors(pool, {
        keyring,
        monitors: Array.from({ length: count }, (_, n) => monitorOf(role, n, workspace!)),
      }),
    isReady: async () => (await http.call(`${product.url}/api/ready`)).status === 200,
    close: async () => {
      await product.stop()
      http.close()
      await pool.end()
      await sink.close()
      ledger.close()
      await cluster.close()
    },
  }
}
