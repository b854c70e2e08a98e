import { setTimeout as delay } from 'node:timers/promises'
import type { Report } from '@/bench/support/report'
import { seedMonitors } from '@/bench/support/seed'
import { until } from '@/bench/support/until'
import { checkOutage } from './check-outage'
import { nightFixtures } from './fixtures'
import { MARK_MS, type OutageRow, readOutages } from './oracle'
import { keepBeating, sayAll, untilNotified } from './send-beats'
import type { Stage } from './stage'
import { passQuietTime, shiftThePast } from './time-machine'

const NIGHT_SECONDS = 600
/** At least this much of the recovery happens in real time; the rest passes while the product is stopped. */
const LIVED_SECONDS = 8

/** Everything is stopped, ten minutes of the monitors' time pass, and everything is started again. */
export async function longOutage(report: Report, stage: Stage) {
  report.section('Long outage: everything stopped for ten minutes of monitor time')
  const { pool } = stage
  const night = nightFixtures(stage.workspaces)
  const seeded = await seedMonitors(pool, { monitors: night, keyring: stage.keyring })
  stage.actors.push(...seeded.map((monitor, i) => ({ ...monitor, role: night[i]!.role })))
  const newRuns = stage.of('cut-run').filter(({ name }) => name.startsWith('night'))
  await sayAll(stage, stage.of('busy', 'pausing', 'forgiving', 'patient', 'calendar', 'in-ten', 'in-twenty'), 'success')
  await sayAll(stage, newRuns, 'start')
  const { code, ms } = await stage.product.stop()
  report.check('everything stops cleanly within 15 s', code === 0 && ms <= 15_000, { code, ms })

  await shiftThePast(pool, { seconds: NIGHT_SECONDS })
  await stage.startAgain()
  const outage = await untilRecorded(stage)
  if (!outage) return report.check('the night is on record as an outage', false)
  const length = (outage.endedAt - outage.startedAt) / 1_000
  report.check(
    'the night is on record as an outage of ten minutes',
    length > NIGHT_SECONDS && length < NIGHT_SECONDS + 30,
    { length },
  )
  report.check(
    'clients get five minutes to come back',
    Math.abs(outage.recoversAt - outage.endedAt - 300_000) < 1,
    outage,
  )
  await delay(2_500)
  report.none('meanwhile nothing is judged', await listUnjudged(stage, outage.seq))

  await stage.product.stop()
  // In whole marks, or the calendar's occurrences would no longer be its own.
  const goneByMs = Math.floor((outage.recoversAt - LIVED_SECONDS * 1_000 - Date.now()) / MARK_MS) * MARK_MS
  await passQuietTime(pool, { seconds: goneByMs / 1_000 })
  await stage.startAgain()
  const [returning, late] = [stage.of('busy').slice(0, 12), stage.of('busy').slice(12)]
  const busy = keepBeating(stage, returning)
  const now = (await readOutages(pool)).find(({ seq }) => seq === outage.seq)!
  await delay(Math.max(0, now.recoversAt + 500 - Date.now()))
  const others = keepBeating(stage, [...late, ...stage.of('pausing', 'calendar')])
  const isSettled = await until(async () => (await readOutages(pool)).every(({ isNoticed }) => isNoticed), {
    limitMs: 30_000,
  })
  report.check('the outage comes to its end', isSettled)
  await untilNotified(stage)
  await Promise.all([busy.stop(), others.stop()])

  await checkOutage(report, { stage, outage: now, mayBeDown: () => false })
  const { rows: status } = await pool.query<{ name: string; status: string }>(
    `SELECT m.name, s.status FROM monitor_state s JOIN monitor m ON m.workspace_id = s.workspace_id AND m.id = s.monitor_id
     WHERE m.id = ANY($1) AND s.status = 'down'`,
    [stage.of('busy', 'pausing', 'forgiving', 'patient', 'calendar', 'in-ten', 'in-twenty').map(({ id }) => id)],
  )
  report.none('no monitor is down', status)
  report.check('one night, one outage', (await readOutages(pool)).length === 2, await readOutages(pool))
}

async function untilRecorded(stage: Stage): Promise<OutageRow | null> {
  let last: OutageRow | undefined
  const isThere = await until(
    async () => {
      const outages = await readOutages(stage.pool)
      last = outages.at(-1)
      return outages.length === 2
    },
    { limitMs: 20_000 },
  )
  return isThere ? last! : null
}

async function listUnjudged(stage: Stage, seq: number) {
  const { rows } = await stage.pool.query('SELECT * FROM unjudged WHERE outage_seq = $1', [seq])
  return rows
}
