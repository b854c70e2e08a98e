import { hostname } from 'node:os'
import type { Log } from '@/lib/base/log'
import { createKeyring, type KeyringSecrets } from '@/lib/base/secrets'
import { createPool } from '@/lib/db/pool'
import { HealthAnswers } from '@/lib/services/health/answer-health'
import type { Arrival } from '@/lib/services/ingest/arrivals'
import { unavailable } from '@/lib/services/ingest/beat-call'
import { Ingest } from '@/lib/services/ingest/ingest'
import { type ReadUpTo, readTwoTurns } from '@/lib/services/ingest/poll'
import { UNKNOWN_KEYS } from '@/lib/services/ingest/refused-keys'
import type { IngestBounds } from '@/lib/services/ingest/runs-of-day'
import type { InstallationSettings } from '@/lib/services/installation/shared-settings'
import { version } from '@/package.json'
import { type Join, joinOnceThere } from '@/server/join'
import { askDashboard } from './ask-dashboard'
import { createIngestServer, listenForBeats, type OwnAnswer, type OwnAnswers } from './http-server'
import { ReverseProxy } from './proxy-to-web'
import { readBehindProbe } from './read-up-to'
import type { BeatTaker } from './take-beat'

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
  const { databaseUrl, role = 'ingest', log, host, webPort } = settings
  const pool = createPool(databaseUrl, {
    name: 'ingest',
    role,
    max: 2,
    statementTimeoutMs: 3_000,
    byIndex: true,
  })
  const tickPool = createPool(databaseUrl, { name: 'ingest-tick', role, max: 2, statementTimeoutMs: 3_000 })
  const sidePool = createPool(databaseUrl, { name: 'ingest-side', role, max: 2, statementTimeoutMs: 3_000 })
  // Callers trigger it: one connection at most, so that nothing else waits behind them.
  const healthPool = createPool(databaseUrl, {
    name: 'ingest-health',
    role,
    max: 1,
    statementTimeoutMs: 1_500,
  })
  let readUpTo: ReadUpTo = readTwoTurns
  const createIngest = (common: InstallationSettings | null) =>
    new Ingest({
      pool,
      tickPool,
      sidePool,
      databaseUrl,
      role,
      readUpTo: () => readUpTo(),
      keyring: createKeyring(settings.secret),
      log,
      node: `${hostname()}:${host}:${settings.port}`,
      beatsPerSecond: common?.beatsPerSecond ?? settings.beatsPerSecond,
      beatsPerMinute: common ? common.beatsPerMinute : (settings.beatsPerMinute ?? null),
      bounds: common?.bounds ?? settings.bounds,
      minRecoveryMs: common ? common.recoverySeconds * 1_000 : settings.minRecoveryMs,
    })
  let ingest: Ingest | null = null
  const listensAt = performance.now()
  /** Before the time of the database is known. No socket existed before this process started. */
  const arrivedUnclocked = (key: string): Arrival => ({
    at: performance.now(),
    notBefore: listensAt,
    key,
    isKnown: null,
  })
  /** Keys of beats that came before. At most as many as can be reported (`RefusedKeys`). */
  const early = new Map<string, Arrival>()
  const keepEarly = (arrival: Arrival) => early.size < UNKNOWN_KEYS && early.set(arrival.key, arrival)
  /** Beats that came before, and whose bodies are still arriving. */
  const onTheirWay = new Set<Arrival>()
  const taker: BeatTaker = {
    arrive: (key) => {
      if (ingest) return ingest.arrive(key)
      const arrival = arrivedUnclocked(key)
      onTheirWay.add(arrival)
      return arrival
    },
    leave: (arrival) => (ingest ? ingest.leave(arrival) : onTheirWay.delete(arrival)),
    turnAway: (key, arrival) => {
      if (ingest) return ingest.turnAway(key, arrival)
      onTheirWay.delete(arrival)
      keepEarly(arrival)
    },
    record: (key, request, caller, arrival = arrivedUnclocked(key)) => {
      if (ingest) return ingest.record(key, request, caller, arrival)
      onTheirWay.delete(arrival)
      keepEarly(arrival)
      return Promise.resolve(unavailable())
    },
  }
  const health = new HealthAnswers(healthPool, {
    version,
    // Other processes may be ready while this one cannot take a beat yet.
    isHearing: () => ingest?.isHearing ?? false,
    ...(webPort !== null && { isDashboardUp: () => askDashboard(webPort) }),
  })
  const own: OwnAnswers = new Map<string, OwnAnswer>([
    ['/api/health', () => health.health()],
    ['/api/ready', (query) => health.ready(query)],
  ])
  const { trustForwarded, placeHeader = null } = settings
  const target = { port: webPort ?? 0, trustForwarded, placeHeader, allowUpgrade: settings.isDevelopment }
  const proxy = webPort === null ? null : new ReverseProxy(target)
  const server = createIngestServer(taker, {
    proxy,
    own,
    log,
    trustForwarded,
    ...(settings.hsts && { hsts: settings.hsts }),
  })
  readUpTo = readBehindProbe(server)

  let isStopping = false
  const begin = async () => {
    const { join } = settings
    const common = join ? await joinOnceThere(() => join(tickPool), { log, isStopping: () => isStopping }) : null
    ingest = createIngest(common)
    for (const [key, arrival] of early) ingest.turnAway(key, arrival)
    early.clear()
    for (const arrival of onTheirWay) ingest.adopt(arrival)
    onTheirWay.clear()
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
  await listenForBeats(server, { port: settings.port, host })
  health.start()
  const beginning = begin()
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : settings.port,
    async stop() {
      isStopping = true
      health.stop()
      // Connections that wait to be accepted are read once more.
      await readUpTo()
      await beginning
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
      proxy?.close()
      await Promise.all([pool, tickPool, sidePool, healthPool].map((one) => one.end()))
    },
  }
}
