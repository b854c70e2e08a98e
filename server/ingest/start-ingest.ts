import { once } from 'node:events'
import { hostname } from 'node:os'
import type { Log } from '@/lib/base/log'
import { createKeyring, type RingSecrets } from '@/lib/base/secrets'
import { createPool } from '@/lib/db/pool'
import { HealthAnswers } from '@/lib/services/health/answer-health'
import { Ingest } from '@/lib/services/ingest/ingest'
import { type ReadUpTo, readTwoTurns } from '@/lib/services/ingest/poll'
import type { IngestBounds } from '@/lib/services/ingest/runs-of-day'
import { askDashboard } from './ask-dashboard'
import { createIngestServer, type OwnAnswer, type OwnAnswers } from './http-server'
import { WebFront } from './pass-on'
import { readBehindProbe } from './read-up-to'

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
  /** Where people reach it, and what is set about HSTS. Left out: it is not said. */
  hsts?: { url: string | null; setting: string | null }
  beatsPerSecond: number
  /** Of a workspace. Null, or left out: no limit. */
  beatsPerMinute?: number | null
  bounds?: IngestBounds
  minRecoveryMs: number
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
  let readUpTo: ReadUpTo = readTwoTurns
  const ingest = new Ingest({
    pool,
    tickPool,
    databaseUrl,
    readUpTo: () => readUpTo(),
    keyring: createKeyring(settings.secret),
    log,
    node: `${hostname()}:${host}:${settings.port}`,
    beatsPerSecond: settings.beatsPerSecond,
    beatsPerMinute: settings.beatsPerMinute ?? null,
    bounds: settings.bounds,
    minRecoveryMs: settings.minRecoveryMs,
  })
  const health = new HealthAnswers(tickPool, {
    isHearing: () => ingest.isHearing,
    ...(webPort !== null && { isDashboardUp: () => askDashboard(webPort) }),
  })
  const own: OwnAnswers = new Map<string, OwnAnswer>([
    ['/api/health', () => health.health()],
    ['/api/ready', (query) => health.ready(query)],
  ])
  const { trustForwarded, placeHeader = null } = settings
  const target = { port: webPort ?? 0, trustForwarded, placeHeader, allowUpgrade: settings.isDevelopment }
  const front = webPort === null ? null : new WebFront(target)
  const server = createIngestServer(ingest, {
    front,
    own,
    log,
    trustForwarded,
    ...(settings.hsts && { hsts: settings.hsts }),
  })
  readUpTo = readBehindProbe(server)

  let isStopping = false
  const begin = async () => {
    while (!isStopping) {
      try {
        await ingest.start()
        return
      } catch (error) {
        log.warn({ err: error }, 'the database is away; beats are refused until it is back')
        await new Promise((resolve) => setTimeout(resolve, 500))
      }
    }
  }
  server.listen(settings.port, host)
  await once(server, 'listening')
  health.start()
  const beginning = begin()
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : settings.port,
    async stop() {
      isStopping = true
      health.stop()
      const closed = new Promise((resolve) => server.close(resolve))
      await beginning
      await ingest.stop()
      server.closeIdleConnections()
      setTimeout(() => server.closeAllConnections(), 2_000).unref()
      await closed
      front?.close()
      await Promise.all([pool.end(), tickPool.end()])
    },
  }
}
