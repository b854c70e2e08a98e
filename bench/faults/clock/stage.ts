import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import path from 'node:path'
import type { Pool } from 'pg'
import { BeatClient } from '@/bench/support/beat-client'
import { BeatLedger } from '@/bench/support/beat-ledger'
import { HttpClient } from '@/bench/support/http-client'
import { type OwnedPostgres, openOwnedPostgres } from '@/bench/support/owned-postgres'
import { childrenOf } from '@/bench/support/process-tree'
import { type SeededMonitor, type SeededWorkspace, seedMonitors, seedWorkspaces } from '@/bench/support/seed'
import { systemEnvironment } from '@/bench/support/system-environment'
import { until } from '@/bench/support/until'
import { WebhookSink } from '@/bench/support/webhook-sink'
import { createKeyring, type Keyring } from '@/lib/base/secrets'
import { createPool } from '@/lib/db/pool'
import { openSwallowingProxy, type SwallowingProxy } from '@/lib/db/testing/swallowing-proxy'
import { findFreePort } from '@/server/start/free-port'

/** An ingest and a worker on a separate PostgreSQL, behind a proxy that can drop all data. */
export interface Stage {
  postgres: OwnedPostgres
  proxy: SwallowingProxy
  ingest: ChildProcess
  worker: ChildProcess
  /** Our own, for checks; not through the proxy. */
  pool: Pool
  sink: WebhookSink
  keyring: Keyring
  http: HttpClient
  client: BeatClient
  workspace: SeededWorkspace
  base: string
  urlOf(monitor: SeededMonitor): string
  addMonitors(monitors: { name: string; seconds: number; graceSeconds: number }[]): Promise<SeededMonitor[]>
  isReady(): Promise<boolean>
  /** Every process of PostgreSQL. */
  postgresPids(): number[]
  close(): Promise<void>
}

const SECRET = 'known to the harness and to nobody else'
export const RECOVERY_SECONDS = 3

/** `disk`: where the data of PostgreSQL is, if not beside the ledger. */
export async function openStage(
  directory: string,
  {
    name = 'clock',
    disk = directory,
    program,
  }: { name?: string; disk?: string; program?: (postgres: string) => string } = {},
): Promise<Stage> {
  const sink = new WebhookSink({ file: path.join(directory, `${name}-sink.jsonl`) })
  await sink.listen()
  const postgres = await openOwnedPostgres(path.join(disk, `${name}-postgres`), { program })
  const proxy = await openSwallowingProxy(Number(new URL(postgres.url).port))
  const throughProxy = new URL(postgres.url)
  throughProxy.port = String(proxy.port)
  const port = await findFreePort()
  const base = `http://127.0.0.1:${port}`
  const env = environmentOf({ databaseUrl: throughProxy.href, base, port })
  const log = openSync(path.join(directory, `${name}.log`), 'a')
  const start = (script: string) => spawn(process.execPath, [script], { env, stdio: ['ignore', log, log] })
  const pool = createPool(postgres.url, { name: 'faults', max: 4, statementTimeoutMs: 60_000 })
  const keyring = createKeyring(SECRET)
  const [workspace] = await seedWorkspaces(pool, { names: [name], keyring, sink })
  const http = new HttpClient({ timeoutMs: 8_000, connections: 128 })
  const ledger = new BeatLedger(path.join(directory, `${name}-ledger.jsonl`))
  const stage: Stage = {
    ...{ postgres, proxy, pool, sink, keyring, http, base, workspace: workspace! },
    ingest: start('dist/ingest.mjs'),
    worker: start('dist/worker.mjs'),
    client: new BeatClient({ http, ledger }),
    urlOf: ({ key }) => `${base}/api/v1/heartbeat/${key}`,
    addMonitors: (monitors) =>
      seedMonitors(pool, {
        keyring,
        monitors: monitors.map(({ name, seconds, graceSeconds }) => ({
          ...{ workspace: workspace!, name, graceSeconds },
          schedule: { type: 'interval', seconds },
        })),
      }),
    isReady: async () => (await http.call(`${base}/api/ready`)).status === 200,
    postgresPids: () => {
      const pid = postgres.pid()
      return pid === null ? [] : [...childrenOf(pid).map((child) => child.pid), pid]
    },
    close: async () => {
      for (const child of [stage.ingest, stage.worker]) await end(child)
      http.close()
      await pool.end()
      await proxy.close()
      await postgres.stop()
      await sink.close()
      ledger.close()
      closeSync(log)
    },
  }
  if (!(await until(stage.isReady, { limitMs: 30_000 }))) {
    await stage.close()
    throw new Error(`Ingest did not become ready; see ${name}.log.`)
  }
  return stage
}

function environmentOf({ databaseUrl, base, port }: { databaseUrl: string; base: string; port: number }) {
  return {
    ...systemEnvironment(),
    DATABASE_URL: databaseUrl,
    LUBDUB_SECRET: SECRET,
    LUBDUB_URL: base,
    LUBDUB_ALLOW_PRIVATE_WEBHOOKS: '1',
    LUBDUB_BEATS_PER_SECOND: '0',
    LUBDUB_RECOVERY_SECONDS: String(RECOVERY_SECONDS),
    HOST: '127.0.0.1',
    PORT: String(port),
  }
}

/** Also of a process that is paused. */
async function end(child: ChildProcess): Promise<void> {
  child.kill('SIGCONT')
  child.kill('SIGTERM')
  await new Promise((resolve) => (child.exitCode !== null ? resolve(null) : child.once('exit', resolve)))
}
