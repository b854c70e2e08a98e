import { setTimeout as delay } from 'node:timers/promises'
import type { Answer } from '@/bench/support/http-client'
import { quantile } from '@/bench/support/quantile'
import type { Report } from '@/bench/support/report'
import { until } from '@/bench/support/until'
import { checkOutage } from './check-outage'
import { readOutages } from './oracle'
import { keepBeating, sayAll, untilNotified } from './send-beats'
import type { Stage } from './stage'

const PROBE_EVERY_MS = 50
const REFUSED = new Set(['ECONNREFUSED', 'ECONNRESET'])
const REFUSAL_P99_MS = 1_200

/** PostgreSQL is stopped while jobs send beats, stays away, and is started again. There is no other action. */
export async function databaseOutage(
  report: Report,
  { stage, outageSeconds }: { stage: Stage; outageSeconds: number },
) {
  report.section(`Outage: PostgreSQL stopped for ${outageSeconds} s`)
  const { postgres, pool } = stage
  await sayAll(stage, stage.of('early'), 'success')
  await sayAll(stage, stage.of('busy', 'patient', 'failing'), 'success')
  const busy = keepBeating(stage, stage.of('busy'))
  // By now the early ones are down, with an alert.
  await delay(5_000)
  await sayAll(stage, stage.of('pausing', 'gone', 'forgiving'), 'success')
  await sayAll(stage, stage.of('cut-run', 'long-run'), 'start')

  const stopCalledAt = Date.now()
  await postgres.stop()
  const answers = await probe(stage, { seconds: outageSeconds })
  const startCalledAt = Date.now()
  await postgres.start()
  const backAt = Date.now()
  const returned = sayAll(stage, stage.of('failing'), 'fail')
  const isHeard = await until(async () => (await probeOnce(stage)).status === 200, { limitMs: 20_000, everyMs: 50 })
  report.say(`beats taken again ${Date.now() - backAt} ms after PostgreSQL was back`)
  report.check('beats are taken again without an action', isHeard)
  checkAnswersMeanwhile(report, answers)
  await returned

  const isReady = await until(async () => (await stage.http.call(`${stage.product.url}/api/ready`)).status === 200, {
    limitMs: 20_000,
  })
  report.check('/api/ready says so', isReady)
  await until(async () => (await readOutages(pool)).length > 0, { limitMs: 5_000 })
  const [outage, ...more] = await readOutages(pool)
  if (!outage) return report.check('the outage is recorded', false)
  report.check('the outage is recorded, once', more.length === 0, more)
  const { startedAt, endedAt, recoversAt } = outage
  report.check(
    'from the last tick before to the first one after',
    startedAt > stopCalledAt - 2_500 &&
      startedAt < stopCalledAt + 2_000 &&
      endedAt >= startCalledAt &&
      endedAt < backAt + 8_000,
    { stopCalledAt, startCalledAt, backAt, ...outage },
  )
  await delay(Math.max(0, recoversAt + 700 - Date.now()))
  // The notice does not name a run that had a beat before the notice was written.
  await until(async () => (await readOutages(pool))[0]!.isNoticed, { limitMs: 30_000 })
  const pausing = keepBeating(stage, stage.of('pausing'))
  const gone = stage.of('gone')
  const isNotified = await until(
    async () => {
      const downs = new Set(
        stage.sink.received.flatMap((l) => l.alerts.filter((a) => a.type === 'monitor.down').map((a) => a.monitor)),
      )
      const [now] = await readOutages(pool)
      return now!.isNoticed && gone.every((actor) => downs.has(actor.id))
    },
    { limitMs: 30_000 },
  )
  report.check('a job that stays silent after the recovery is reported', isNotified)
  await Promise.all([busy.stop(), pausing.stop()])
  await untilNotified(stage)

  // It may have become longer since: the first beats after it are slow.
  const [settled = outage, ...others] = await readOutages(pool)
  report.none('no other outage came after it', others)
  await checkOutage(report, {
    stage,
    outage: settled,
    mayBeDown: ({ monitor, at, reason }) => {
      const actor = stage.actors.find(({ id }) => id === monitor)
      return actor?.role === 'failing' && reason === 'failed' && at < settled.recoversAt
    },
  })
  checkTold(report, stage)
}

async function probeOnce(stage: Stage): Promise<Answer> {
  const [actor] = stage.of('patient')
  return stage.http.call(`${stage.urlOf(actor!)}/log`)
}

/** Calls at a steady rate, each once, and what was answered. */
async function probe(stage: Stage, { seconds }: { seconds: number }): Promise<Answer[]> {
  const until = performance.now() + seconds * 1_000
  const calls: Promise<Answer>[] = []
  while (performance.now() < until) {
    calls.push(probeOnce(stage))
    await delay(PROBE_EVERY_MS)
  }
  return Promise.all(calls)
}

function checkAnswersMeanwhile(report: Report, answers: readonly Answer[]): void {
  const refusals = answers.filter(({ status }) => status === 503)
  const p99 = quantile(
    refusals.map(({ ms }) => ms),
    0.99,
  )
  report.say(
    `meanwhile: ${answers.length} calls, 503 to ${refusals.length} of them, p50 ${Math.round(
      quantile(
        refusals.map(({ ms }) => ms),
        0.5,
      ),
    )} ms, p99 ${Math.round(p99)} ms`,
  )
  report.none(
    'only 503s meanwhile',
    answers
      .filter(({ status, error }) => status !== 503 && !REFUSED.has(String(error)))
      .map(({ status, error, ms }) => ({ status, error, ms })),
  )
  report.check(`503 within ${REFUSAL_P99_MS} ms at p99`, p99 <= REFUSAL_P99_MS, { p99 })
  report.none(
    'each 503 says when to try again',
    refusals.filter(({ headers }) => !headers['retry-after']).map(({ headers }) => headers),
  )
}

/** Every expected alert was sent, with one id. */
function checkTold(report: Report, stage: Stage): void {
  const ids = new Map<string, Set<string>>()
  for (const { alerts, answer } of stage.sink.received) {
    if (answer !== 'ok') continue
    for (const { type, monitor, id } of alerts) {
      if (type === 'monitor.down') ids.set(monitor, (ids.get(monitor) ?? new Set()).add(id))
    }
  }
  const expected = stage.of('early', 'gone', 'failing')
  report.none(
    'early, gone and failing monitors have one alert each',
    expected
      .filter(({ id }) => ids.get(id)?.size !== 1)
      .map(({ name, id }) => ({ name, ids: [...(ids.get(id) ?? [])] })),
  )
  const others = new Set(expected.map(({ id }) => id))
  report.none(
    'no alert was false',
    [...ids.keys()].filter((id) => !others.has(id)).map((id) => stage.actors.find((a) => a.id === id)?.name ?? id),
  )
}
