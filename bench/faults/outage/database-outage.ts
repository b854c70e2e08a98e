import { setTimeout as delay } from 'node:timers/promises'
import type { Report } from '@/bench/support/report'
import { until } from '@/bench/support/until'
import { checkOutage } from './check-outage'
import { type OutageRow, readOutages } from './oracle'
import { keepBeating, sayAll, untilNotified } from './send-beats'
import type { Stage } from './stage'
import { type Taken, takeDatabaseAway } from './take-database-away'

/** PostgreSQL is stopped while jobs send beats, stays away, and is started again. There is no other action. */
export async function databaseOutage(
  report: Report,
  { stage, outageSeconds }: { stage: Stage; outageSeconds: number },
) {
  report.section(`Outage: PostgreSQL stopped for ${outageSeconds} s`)
  const { pool } = stage
  const busy = await beginBeating(stage)
  const taken = await takeDatabaseAway(report, { stage, seconds: outageSeconds })
  await until(async () => (await readOutages(pool)).length > 0, { limitMs: 5_000 })
  const [outage, ...more] = await readOutages(pool)
  if (!outage) return report.check('the outage is recorded', false)
  report.check('the outage is recorded, once', more.length === 0, more)
  checkSpan(report, { outage, taken })
  await delay(Math.max(0, outage.recoversAt + 700 - Date.now()))
  // The notice does not name a run that had a beat before the notice was written.
  await until(async () => (await readOutages(pool))[0]!.isNoticed, { limitMs: 30_000 })
  const pausing = keepBeating(stage, stage.of('pausing'))
  const isNotified = await until(() => isGoneReported(stage), { limitMs: 30_000 })
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

/** Puts each job into the state in which the outage finds it; the busy ones go on. */
async function beginBeating(stage: Stage): Promise<ReturnType<typeof keepBeating>> {
  await sayAll(stage, stage.of('early'), 'success')
  await sayAll(stage, stage.of('busy', 'patient', 'failing'), 'success')
  const busy = keepBeating(stage, stage.of('busy'))
  // By now the early ones are down, with an alert.
  await delay(5_000)
  await sayAll(stage, stage.of('pausing', 'gone', 'forgiving'), 'success')
  await sayAll(stage, stage.of('cut-run', 'long-run'), 'start')
  return busy
}

function checkSpan(report: Report, { outage, taken }: { outage: OutageRow; taken: Taken }): void {
  const { startedAt, endedAt } = outage
  const { stopCalledAt, startCalledAt, backAt } = taken
  report.check(
    'from the last tick before to the first one after',
    startedAt > stopCalledAt - 2_500 &&
      startedAt < stopCalledAt + 2_000 &&
      endedAt >= startCalledAt &&
      endedAt < backAt + 8_000,
    { ...taken, ...outage },
  )
}

/** Whether the notice of the outage and the alerts of the jobs that stay silent were sent. */
async function isGoneReported(stage: Stage): Promise<boolean> {
  const downs = new Set(
    stage.sink.received.flatMap((l) => l.alerts.filter((a) => a.type === 'monitor.down').map((a) => a.monitor)),
  )
  const [now] = await readOutages(stage.pool)
  return now!.isNoticed && stage.of('gone').every((actor) => downs.has(actor.id))
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
