import type { Server } from 'node:http'
import { hostname } from 'node:os'
import type { Pool } from 'pg'
import type { Log } from '@/lib/base/log'
import { createKeyring, type KeyringSecrets } from '@/lib/base/secrets'
import { createPool } from '@/lib/db/pool'
import { HealthAnswers } from '@/lib/services/health/answer-health'
import { Ingest } from '@/lib/services/ingest/ingest'
import { type ReadUpTo, readTwoTurns } from '@/lib/services/ingest/poll'
import type { IngestBounds } from '@/lib/services/ingest/runs-of-day'
import type { InstallationSettings } from '@/lib/services/installation/shared-settings'
import { version } from '@/package.json'
import { type Join, joinOnceThere } from '@/server/join'
import { askDashboard } from './ask-dashboard'
import { BeatsBeforeStart } from './beats-before-start'
import { createIngestServer, listenForBeats, type OwnAnswer, type OwnAnswers } from './http-server'
import { ReverseProxy } from './proxy-to-web'
import { readBehindProbe } from './read-up-to'

export interface IngestSettings {
  databaseUrl: string
  /** The role in the database. Null: the login itself. Left out: `ingest`. */
  role?: 'ingest' | null
  secret: string | KeyringSecrets
  host: string
  port: number
  /** Null: there is no web process behind this one. */
  webPort: number | null
  trustForwarded: boolean
  /** As in ReverseProxy. */
  placeHeader?: string | null
  isDevelopment: boolean
  /** Where people reach it, and what is set about HSTS. Left out: no HSTS header. */
  hsts?: { url: string | null; hasHsts: boolean }
  beatsPerSecond: number
  /** Of a workspace. Null, or left out: no limit. */
  beatsPerMinute?: number | null
  bounds?: IngestBounds
  minRecoveryMs: number
  /**
   * Checks this process before the first beat, and returns the settings of the installation. Left out: the values given
   * here hold.
   */
  join?: Join
  log: Log
}

/** Takes beats until stopped. While the database is away it answers 503 and keeps trying. */
export async function startIngest(settings: IngestSettings): Promise<{ port: number; stop(): Promise<void> }> {
  const { log, host, webPort, trustForwarded, placeHeader = null, hsts } = settings
  const pools = openPools(settings)
  const beats = new BeatsBeforeStart()
  const health = healthAnswers(pools.health, { beats, webPort })
  const target = { port: webPort ?? 0, trustForwarded, placeHeader, allowUpgrade: settings.isDevelopment }
  const proxy = webPort === null ? null : new ReverseProxy(target)
  const own: OwnAnswers = new Map<string, OwnAnswer>([
    ['/api/health', () => health.health()],
    ['/api/ready', (query) => health.ready(query)],
  ])
  const server = createIngestServer(beats, { proxy, own, log, trustForwarded, ...(hsts && { hsts }) })
  const readUpTo = readBehindProbe(server)

  const stopping = new AbortController()
  await listenForBeats(server, { port: settings.port, host })
  health.start()
  const beginning = begin(settings, { pools, beats, readUpTo, stopping: stopping.signal })
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : settings.port,
    async stop() {
      stopping.abort()
      health.stop()
      // Connections that wait to be accepted are read once more.
      await readUpTo()
      await beginning
      await stopListening(server, { ingest: beats.ingest, readUpTo })
      proxy?.close()
      await Promise.all(Object.values(pools).map((pool) => pool.end()))
    },
  }
}

type Pools = ReturnType<typeof openPools>

function openPools({ databaseUrl, role = 'ingest' }: IngestSettings) {
  const open = (name: string, options: { max: number; statementTimeoutMs: number; byIndex?: boolean }) =>
    createPool(databaseUrl, { name, role, ...options })
  return {
    beats: open('ingest', { max: 2, statementTimeoutMs: 3_000, byIndex: true }),
    ticks: open('ingest-tick', { max: 2, statementTimeoutMs: 3_000 }),
    side: open('ingest-side', { max: 2, statementTimeoutMs: 3_000 }),
    // Callers trigger it: one connection at most, so that nothing else waits behind them.
    health: open('ingest-health', { max: 1, statementTimeoutMs: 1_500 }),
  }
}

function healthAnswers(pool: Pool, { beats, webPort }: { beats: BeatsBeforeStart; webPort: number | null }) {
  return new HealthAnswers(pool, {
    version,
    // Other processes may be ready while this one cannot take a beat yet.
    isHearing: () => beats.ingest?.isHearing ?? false,
    ...(webPort !== null && { isDashboardUp: () => askDashboard(webPort) }),
  })
}

interface Beginning {
  pools: Pools
  beats: BeatsBeforeStart
  readUpTo: ReadUpTo
  stopping: AbortSignal
}

/** Joins the installation and starts to commit beats, as soon as the database is there. */
async function begin(settings: IngestSettings, { pools, beats, readUpTo, stopping }: Beginning): Promise<void> {
  const { join, log } = settings
  const isStopping = () => stopping.aborted
  const common = join ? await joinOnceThere(() => join(pools.ticks), { log, isStopping }) : null
  const ingest = createIngest(settings, { common, pools, readUpTo })
  beats.handOver(ingest)
  while (!isStopping()) {
    try {
      await ingest.start()
      return
    } catch (error) {
      log.warn({ err: error }, 'the database is away; beats are refused until it is back')
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
  }
}

/** `common`: the settings of the installation. Null: those of this process hold. */
function createIngest(
  settings: IngestSettings,
  { common, pools, readUpTo }: { common: InstallationSettings | null; pools: Pools; readUpTo: ReadUpTo },
): Ingest {
  const { databaseUrl, role = 'ingest', log, host, port } = settings
  return new Ingest({
    pool: pools.beats,
    tickPool: pools.ticks,
    sidePool: pools.side,
    databaseUrl,
    role,
    readUpTo,
    keyring: createKeyring(settings.secret),
    log,
    node: `${hostname()}:${host}:${port}`,
    beatsPerSecond: common?.beatsPerSecond ?? settings.beatsPerSecond,
    beatsPerMinute: common ? common.beatsPerMinute : (settings.beatsPerMinute ?? null),
    bounds: common?.bounds ?? settings.bounds,
    minRecoveryMs: common ? common.recoverySeconds * 1_000 : settings.minRecoveryMs,
  })
}

/** Ends so that every caller is either stored, or refused and reported. */
async function stopListening(
  server: Server,
  { ingest, readUpTo }: { ingest: Ingest | null; readUpTo: ReadUpTo },
): Promise<void> {
  // A caller is now refused, and reported with the last tick: the port closes only after it, and silence counts
  // from it.
  await ingest?.stop()
  // Later connections would be cut off, and no record of them would exist.
  await readUpTo()
  const closed = new Promise((resolve) => server.close(resolve))
  // What came meanwhile over open connections is answered, if only with a refusal.
  await readTwoTurns()
  server.closeIdleConnections()
  const cut = setTimeout(() => {
    ingest?.giveUp()
    server.closeAllConnections()
  }, 2_000).unref()
  await closed
  clearTimeout(cut)
  await ingest?.leaveForGood()
}
