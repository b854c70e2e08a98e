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
  secret: string | KeyringSecrets
  host: string
  port: number
  /** Null: no web process stands behind this one. */
  webPort: number | null
  trustForwarded: boolean
  /** As in ReverseProxy. */
  placeHeader?: string | null
  isDevelopment: boolean
  /** Where people reach it, and what is set about HSTS. Left out: it is not said. */
  hsts?: { url: string | null; setting: string | null }
  beatsPerSecond: number
  /** Of a workspace. Null, or left out: no limit. */
  beatsPerMinute?: number | null
  bounds?: IngestBounds
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
  const sidePool = createPool(databaseUrl, { name: 'ingest-side', role: 'ingest', max: 2, statementTimeoutMs: 3_000 })
  // Callers ask for it: one connection at most, so that nothing else waits behind them.
  const healthPool = createPool(databaseUrl, {
    name: 'ingest-health',
    role: 'ingest',
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
  /** Before the database has told its time. Nothing was in a socket before there was one. */
  const arrivedUnclocked = (key: string): Arrival => ({
    at: performance.now(),
    notBefore: listensAt,
    key,
    isKnown: null,
  })
  /** Keys of beats that came before. As many as are told of (`RefusedKeys`). */
  const early = new Map<string, Arrival>()
  const keepEarly = (arrival: Arrival) => early.size < UNKNOWN_KEYS && early.set(arrival.key, arrival)
  /** Beats that came before, and whose bodies are on their way. */
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
    // Others may be well while this process cannot take a beat yet.
    isHearing: () => ingest?.isHearing ?? false,
    ...(webPort !== null && { isDashboardUp: () => askDashboard(webPort) }),
  })
  const own: OwnAnswers = new Map<string, OwnAnswer>([
    ['/api/health', () => health.health()],
    ['/api/ready', (query) => health.ready(query)],
  ])
  const { trustForwarded, placeHeader = null } = settings
  const target = { port: webPort ?? 0, trustForwarded, placeHeader, allowUpgrade: settings.isDevelopment }
  const front = webPort === null ? null : new ReverseProxy(target)
  const server = createIngestServer(taker, {
    front,
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
      // What waits to be accepted is taken once more.
      await readUpTo()
      await beginning
      // Whoever calls meanwhile is refused, and told of with the farewell: the port closes only after the last tick, from which silence counts.
      await ingest?.stop()
      // What has come since would be cut off, and nobody would know of it.
      await readUpTo()
      const closed = new Promise((resolve) => server.close(resolve))
      // What came meanwhile over kept connections is answered, if only with a refusal.
      await readTwoTurns()
      server.closeIdleConnections()
      const cut = setTimeout(() => {
        ingest?.giveUp()
        server.closeAllConnections()
      }, 2_000).unref()
      await closed
      clearTimeout(cut)
      await ingest?.leaveForGood()
      front?.close()
      await Promise.all([pool, tickPool, sidePool, healthPool].map((one) => one.end()))
    },
  }
}
