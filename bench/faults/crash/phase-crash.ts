import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { ApiClient } from '@/bench/support/api-client'
import { BeatClient } from '@/bench/support/beat-client'
import { BeatLedger } from '@/bench/support/beat-ledger'
import { Chance } from '@/bench/support/chance'
import { HttpClient } from '@/bench/support/http-client'
import { type Product, startProduct } from '@/bench/support/product'
import type { Report } from '@/bench/support/report'
import { until } from '@/bench/support/until'
import { type SinkAnswer, WebhookSink } from '@/bench/support/webhook-sink'
import { newSecret } from '@/lib/base/secrets'
import { findFreePort } from '@/server/start/free-port'
import type { FaultOptions } from '../options'
import { alertName, checkAlerts, expectedAlerts, takenAlerts } from './check-alerts'
import { checkBeats } from './check-beats'
import { checkFlips } from './check-flips'
import type { Job } from './jobs'
import { killAtRandom, VICTIMS } from './killer'
import { makeJobs } from './make-jobs'
import { playJob } from './play-jobs'
import { readTruth, type Truth } from './read-truth'
import { reportCrash } from './report-crash'

/** A lease of a killed worker runs out after 30 s; a refused try comes back after 5 s, then 30 s. */
const DELIVERY_LIMIT_MS = 120_000

/** The whole product under load, while its processes are killed with -9 at random. */
export async function phaseCrash(report: Report, { options, directory }: { options: FaultOptions; directory: string }) {
  report.section(`Crashes: ${options.crashSeconds} s of load, seed ${options.seed}`)
  const chance = new Chance(options.seed)
  const apiKey = newSecret('ldw')
  const sink = new WebhookSink({ file: path.join(directory, 'sink.jsonl'), answerFor: moods(chance) })
  await sink.listen()
  const product = await startProduct({
    dataDir: path.join(directory, 'crash'),
    port: await findFreePort(),
    env: {
      LUBDUB_BOOTSTRAP_API_KEY: apiKey,
      LUBDUB_ALLOW_PRIVATE_WEBHOOKS: '1',
      LUBDUB_BEATS_PER_SECOND: '0',
      LUBDUB_RECOVERY_SECONDS: '3',
    },
  })
  try {
    const api = new ApiClient({ url: product.url, apiKey })
    const jobs = await makeJobs(api, sink)
    api.close()
    const ledger = new BeatLedger(path.join(directory, 'crash-ledger.jsonl'))
    const { kills, crash, truth } = await play({ options, chance, product, sink, jobs, ledger })
    const beats = ledger.read()
    ledger.close()
    reportCrash(report, { beats, kills, crash, truth, lines: sink.read(), jobs })
    checkBeats(report, { ledger: beats, truth, jobs })
    checkFlips(report, { ledger: beats, truth, jobs })
    checkAlerts(report, { lines: sink.read(), truth, jobs })
    report.check(
      'every kind of process was killed',
      VICTIMS.every((v) => kills.some((k) => k.victim === v)),
      kills,
    )
    report.check('the parent still runs', product.isRunning())
    const { code, ms } = await product.stop()
    report.check('SIGTERM then stops everything cleanly within 15 s', code === 0 && ms <= 15_000, { code, ms })
  } finally {
    if (product.isRunning()) await product.stop()
    await sink.close()
  }
}

interface Play {
  options: FaultOptions
  chance: Chance
  product: Product
  sink: WebhookSink
  jobs: Job[]
  ledger: BeatLedger
}

/**
 * Load and kills for the given time, then without kills, while the jobs keep sending beats, until every alert has
 * arrived.
 */
async function play({ options, chance, product, sink, jobs, ledger }: Play) {
  const http = new HttpClient({ timeoutMs: 10_000, connections: 256 })
  const client = new BeatClient({ http, ledger })
  const [startedAt, beganAt] = [performance.now(), Date.now()]
  const fireEndsAt = startedAt + options.crashSeconds * 1_000
  let isOver = false
  const stage = {
    client,
    chance,
    silentFrom: startedAt + options.crashSeconds * 400,
    calmFrom: fireEndsAt - 4_000,
    isOver: () => isOver,
  }
  const playing = Promise.all(jobs.map((job) => playJob(job, stage)))
  const isPast = () => performance.now() >= fireEndsAt
  const everySeconds = options.killEverySeconds
  const [kills] = await Promise.all([
    killAtRandom({ parent: product.pid, chance, everySeconds, isOver: isPast }),
    delay(options.crashSeconds * 1_000),
  ])
  const crash = { from: beganAt, to: Date.now() }
  const silentDueAt = stage.silentFrom + 15_000
  await until(
    async () => {
      if (performance.now() < silentDueAt) return false
      // PostgreSQL may still be starting after the last kill.
      const truth = await readTruth(product.databaseUrl).catch(() => null)
      return truth !== null && isQuiet(truth, { sink, jobs })
    },
    { limitMs: DELIVERY_LIMIT_MS, everyMs: 1_000 },
  )
  isOver = true
  client.giveUp()
  await playing
  http.close()
  return { kills, crash, truth: await readTruth(product.databaseUrl) }
}

/** Whether every silent monitor is down, and every expected alert was sent. */
function isQuiet(truth: Truth, { sink, jobs }: { sink: WebhookSink; jobs: Job[] }): boolean {
  const status = new Map(truth.states.map((state) => [state.monitor, state.status]))
  const isSilent = ({ kind }: Job) => kind === 'silent' || kind === 'storm'
  if (jobs.some((job) => status.get(job.monitor) !== (isSilent(job) ? 'down' : 'up'))) return false
  if (truth.deliveries.some((d) => d.state === 'pending')) return false
  const taken = takenAlerts(sink.received)
  return expectedAlerts(truth.flips, jobs).every((alert) => taken.has(alertName(alert)))
}

/** A realistic sink: sometimes it fails at the first try of a message. */
function moods(chance: Chance): (line: { isFirst: boolean }) => SinkAnswer {
  return ({ isFirst }) => {
    const draw = chance.next()
    if (!isFirst || draw > 0.2) return 'ok'
    if (draw < 0.1) return '500'
    return draw < 0.15 ? 'reset' : 'hang'
  }
}
