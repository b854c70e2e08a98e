import { once } from 'node:events'
import { hostname } from 'node:os'
import type { Log } from '@/lib/base/log'
import { createKeyring, type RingSecrets } from '@/lib/base/secrets'
import { createPool } from '@/lib/db/pool'
import { getHealth } from '@/lib/services/health/get-health'
import { unavailable } from '@/lib/services/ingest/beat-call'
import { Ingest } from '@/lib/services/ingest/ingest'
import type { InstallationSettings } from '@/lib/services/installation/shared-settings'
import { version } from '@/package.json'
import { type Join, joinOnceThere } from '@/server/join'
import { createIngestServer, type OwnAnswer, type OwnAnswers } from './http-server'
import { WebFront } from './pass-on'
import type { BeatTaker } from './take-beat'

export interface IngestSettings {
  databaseUrl: string
  secret: string | RingSecrets
  host: string
  port: number
  /** Null: no web process stands behind this one. */
  webPort: number | null
  trustForwarded: boolean
  /** As in WebFront. */
  placeHeader?: string | null
  isDevelopment: boolean
  beatsPerSecond: number
  /** Of a workspace. Null, or left out: no limit. */
  beatsPerMinute?: number | null
  minRecoveryMs: number
  /** Proves this process before the first beat, and answers what holds for the installation. Left out: what is given here holds. */
  join?: Join
  log: Log
}

/** Takes beats until stopped. While the database is away it answers 503 and keeps trying. */
export async function startIngest(settings: IngestSettings): Promise<{ port: number; stop(): Promise<void> }> {
  const { databaseUrl, log, host, webPort } = settings
  const pool = createPool(databaseUrl, {
    name: 'ingest',
    role: 'ingest',
    max: 2,
    statementTimeoutMs: 3_000,
    byIndex: true,
  })
  const tickPool = createPool(databaseUrl, { name: 'ingest-tick', role: 'ingest', max: 2, statementTimeoutMs: 3_000 })
  const createIngest = (common: InstallationSettings | null) =>
    new Ingest({
      pool,
      tickPool,
      keyring: createKeyring(settings.secret),
      log,
      node: `${hostname()}:${host}:${settings.port}`,
      beatsPerSecond: common?.beatsPerSecond ?? settings.beatsPerSecond,
      beatsPerMinute: common ? common.beatsPerMinute : (settings.beatsPerMinute ?? null),
      minRecoveryMs: common ? common.recoverySeconds * 1_000 : settings.minRecoveryMs,
    })
  let ingest: Ingest | null = null
  let hasBegun = false
  const taker: BeatTaker = {
    record: (key, request, caller) => ingest?.record(key, request, caller) ?? Promise.resolve(unavailable()),
  }
  const own: OwnAnswers = new Map<string, OwnAnswer>([
    ['/api/health', async () => ({ status: 200, body: { ok: true, version } })],
    // Others may be well while this process cannot take a beat yet.
    ['/api/ready', async () => readiness({ ...(await getHealth(tickPool)), ...(hasBegun ? {} : { ready: false }) })],
  ])
  const { trustForwarded, placeHeader = null } = settings
  const target = { port: webPort ?? 0, trustForwarded, placeHeader, allowUpgrade: settings.isDevelopment }
  const front = webPort === null ? null : new WebFront(target)
  const server = createIngestServer(taker, { front, own, log, trustForwarded: settings.trustForwarded })

  let isStopping = false
  const begin = async () => {
    const { join } = settings
    const common = join ? await joinOnceThere(() => join(tickPool), { log, isStopping: () => isStopping }) : null
    ingest = createIngest(common)
    while (!isStopping) {
      try {
        await ingest.start()
        hasBegun = true
        return
      } catch (error) {
        log.warn({ err: error }, 'the database is away; beats are refused until it is back')
        await new Promise((resolve) => setTimeout(resolve, 500))
      }
    }
  }
  server.listen(settings.port, host)
  await once(server, 'listening')
  const beginning = begin()
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : settings.port,
    async stop() {
      isStopping = true
      const closed = new Promise((resolve) => server.close(resolve))
      await beginning
      await ingest?.stop()
      server.closeIdleConnections()
      setTimeout(() => server.closeAllConnections(), 2_000).unref()
      await closed
      front?.close()
      await Promise.all([pool.end(), tickPool.end()])
    },
  }
}

function readiness(health: Awaited<ReturnType<typeof getHealth>>) {
  return { status: health.ready ? 200 : 503, body: health }
}
