import { setTimeout as delay } from 'node:timers/promises'
import type { Answer } from '@/bench/support/http-client'
import { quantile } from '@/bench/support/quantile'
import type { Report } from '@/bench/support/report'
import { until } from '@/bench/support/until'
import { sayAll } from './send-beats'
import type { Stage } from './stage'

const PROBE_EVERY_MS = 50
const REFUSED = new Set(['ECONNREFUSED', 'ECONNRESET'])
const REFUSAL_P99_MS = 1_200

/** Instants of the stop and of the start, by this process's clock. */
export interface Taken {
  stopCalledAt: number
  startCalledAt: number
  backAt: number
}

/** Stops PostgreSQL, starts it again, and checks what callers are answered meanwhile and after it. */
export async function takeDatabaseAway(
  report: Report,
  { stage, seconds }: { stage: Stage; seconds: number },
): Promise<Taken> {
  const { postgres } = stage
  const stopCalledAt = Date.now()
  await postgres.stop()
  const answers = await probe(stage, { seconds })
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
  return { stopCalledAt, startCalledAt, backAt }
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
