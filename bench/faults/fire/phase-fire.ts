import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { ApiClient } from '@/bench/support/api-client'
import { BeatClient } from '@/bench/support/beat-client'
import { BeatLedger, type LedgerBeat } from '@/bench/support/beat-ledger'
import { Chance } from '@/bench/support/chance'
import { HttpClient } from '@/bench/support/http-client'
import { type Product, startProduct } from '@/bench/support/product'
import { quantile } from '@/bench/support/quantile'
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
import { type Kill, killAtRandom, VICTIMS } from './killer'
import { makeJobs } from './make-jobs'
import { playJob } from './play-jobs'
import { readTruth, type Truth } from './read-truth'

/** A lease of a killed worker runs out after 30 s; a refused try comes back after 5 s, then 30 s. */
const DELIVERY_LIMIT_MS = 120_000

/** The whole product under load, while its processes are killed with -9 at random. */
export async function phaseFire(report: Report, { options, directory }: { options: FaultOptions; directory: string }) {
  report.section(`Under fire: ${options.fireSeconds} s of load, seed ${options.seed}`)
  const chance = new Chance(options.seed)
  const apiKey = newSecret('ldw')
  const sink = new WebhookSink({ file: path.join(directory, 'sink.jsonl'), answerFor: moods(chance) })
  await sink.listen()
  const product = await startProduct({
    dataDir: path.join(directory, 'fire'),
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
    const ledger = new BeatLedger(path.join(directory, 'fire-ledger.jsonl'))
    const { kills, seconds, truth } = await play({ options, chance, product, sink, jobs, ledger })
    const beats = ledger.read()
    ledger.close()
    tell(report, { beats, kills, seconds, truth, sink, jobs })
    checkBeats(report, { ledger: beats, truth, jobs })
    checkFlips(report, { ledger: beats, truth, jobs })
    checkAlerts(report, { lines: sink.read(), truth, jobs })
    report.check(
      'every kind of process was killed',
      VICTIMS.every((v) => kills.some((k) => k.victim === v)),
      kills,
    )
    report.check('the parent lived through it', product.isRunning())
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

/** Load and kills for the given time, then calm, while the jobs keep on beating, until every alert has arrived. */
async function play({ options, chance, product, sink, jobs, ledger }: Play) {
  const http = new HttpClient({ timeoutMs: 10_000, connections: 256 })
  const client = new BeatClient({ http, ledger })
  const startedAt = performance.now()
  const fireEndsAt = startedAt + options.fireSeconds * 1_000
  let isOver = false
  const stage = {
    client,
    chance,
    silentFrom: startedAt + options.fireSeconds * 400,
    calmFrom: fireEndsAt - 4_000,
    isOver: () => isOver,
  }
  const playing = Promise.all(jobs.map((job) => playJob(job, stage)))
  const isPast = () => performance.now() >= fireEndsAt
  const everySeconds = options.killEverySeconds
  const [kills] = await Promise.all([
    killAtRandom({ parent: product.pid, chance, everySeconds, isOver: isPast }),
    delay(options.fireSeconds * 1_000),
  ])
  const seconds = (performance.now() - startedAt) / 1_000
  const silentDueAt = performance.now() + Math.max(0, stage.silentFrom + 15_000 - performance.now())
  await until(
    async () => performance.now() > silentDueAt && isQuiet(await readTruth(product.databaseUrl), { sink, jobs }),
    { limitMs: DELIVERY_LIMIT_MS, everyMs: 1_000 },
  ).catch(() => false)
  isOver = true
  client.giveUp()
  await playing
  http.close()
  return { kills, seconds, truth: await readTruth(product.databaseUrl) }
}

/** Whether everybody who fell silent is down, and all that is to be told was told. */
function isQuiet(truth: Truth, { sink, jobs }: { sink: WebhookSink; jobs: Job[] }): boolean {
  const status = new Map(truth.states.map((state) => [state.monitor, state.status]))
  const isSilent = ({ kind }: Job) => kind === 'silent' || kind === 'storm'
  if (jobs.some((job) => status.get(job.monitor) !== (isSilent(job) ? 'down' : 'up'))) return false
  if (truth.deliveries.some((d) => d.state === 'pending')) return false
  const taken = takenAlerts(sink.received)
  return expectedAlerts(truth.flips, jobs).every((alert) => taken.has(alertName(alert)))
}

/** A sink as the world has them: now and then it fails at the first try of a message. */
function moods(chance: Chance): (line: { isFirst: boolean }) => SinkAnswer {
  return ({ isFirst }) => {
    const draw = chance.next()
    if (!isFirst || draw > 0.2) return 'ok'
    if (draw < 0.1) return '500'
    return draw < 0.15 ? 'reset' : 'hang'
  }
}

function tell(
  report: Report,
  facts: { beats: LedgerBeat[]; kills: Kill[]; seconds: number; truth: Truth; sink: WebhookSink; jobs: Job[] },
): void {
  const { beats, kills, seconds, truth, sink, jobs } = facts
  const acked = beats.filter((beat) => beat.ack)
  const tries = beats.flatMap((beat) => beat.tries)
  const count = (from: readonly unknown[]) => String(from.length)
  const byVictim = VICTIMS.map((v) => `${v} ${count(kills.filter((k) => k.victim === v))}`).join(', ')
  const lines = sink.received
  const takenTwice =
    lines.filter((l) => l.answer === 'ok').length -
    new Set(lines.filter((l) => l.answer === 'ok').map((l) => l.channel + l.webhookId)).size
  const dups = acked.filter((beat) => beat.ack?.isDuplicate)
  const failures = tries.filter((t) => t.status !== 200)
  const answered = tries.filter((t) => t.status === 200).map((t) => t.endedAt - t.at)
  report.say(
    `${count(jobs)} monitors, ${Math.round(seconds)} s under fire, about ${Math.round(acked.length / seconds)} beats/s`,
  )
  report.say(
    `beats acknowledged ${count(acked)}, of these ${count(dups)} on a repeated key; tries ${count(tries)}, of which ${count(failures)} failed (${describe(failures)})`,
  )
  report.say(`answers with 200: p50 ${quantile(answered, 0.5)} ms, p99 ${quantile(answered, 0.99)} ms`)
  report.say(`kills ${count(kills)}: ${byVictim}`)
  report.say(
    `flips ${count(truth.flips)}, alerts expected ${count(expectedAlerts(truth.flips, jobs))}, messages at the sink ${count(lines)} (digests ${count(lines.filter((l) => l.type === 'digest'))}), taken twice ${takenTwice}, outages ${count(truth.outages)}`,
  )
}

function describe(tries: readonly { status: number | null; error: string | null }[]): string {
  const counts = new Map<string, number>()
  for (const { status, error } of tries) {
    const name = status === null ? String(error) : String(status)
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts].map(([name, n]) => `${name} ${n}`).join(', ') || 'none'
}
