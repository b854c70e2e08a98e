import { setTimeout as delay } from 'node:timers/promises'
import type { Report } from '@/bench/support/report'
import { seedMonitors } from '@/bench/support/seed'
import { until } from '@/bench/support/until'
import { keepBeating, sayAll, untilNotified } from './act'
import { nightCast } from './cast'
import { checkOutage } from './check-outage'
import { MARK_MS, type OutageRow, readOutages } from './oracle'
import type { Scene } from './scene'
import { passQuietTime, shiftThePast } from './time-machine'

const NIGHT_SECONDS = 600
/** Of the recovery, so much is lived through at least; the rest goes by while the product is stopped. */
const LIVED_SECONDS = 8

/** Everything is stopped, ten minutes of the monitors' time go by, and everything is started again. */
export async function longNight(report: Report, scene: Scene) {
  report.section('Long night: everything stopped for ten minutes of monitor time')
  const { pool } = scene
  const night = nightCast(scene.workspaces)
  const seeded = await seedMonitors(pool, { monitors: night, keyring: scene.keyring })
  scene.actors.push(...seeded.map((monitor, i) => ({ ...monitor, role: night[i]!.role })))
  const newRuns = scene.of('cut-run').filter(({ name }) => name.startsWith('night'))
  await sayAll(scene, scene.of('busy', 'pausing', 'forgiving', 'patient', 'calendar', 'in-ten', 'in-twenty'), 'success')
  await sayAll(scene, newRuns, 'start')
  const { code, ms } = await scene.product.stop()
  report.check('everything stops cleanly within 15 s', code === 0 && ms <= 15_000, { code, ms })

  await shiftThePast(pool, { seconds: NIGHT_SECONDS })
  await scene.startAgain()
  const outage = await untilRecorded(scene)
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
  report.none('meanwhile nothing is judged', await listUnjudged(scene, outage.seq))

  await scene.product.stop()
  // In whole marks, or the calendar's occurrences would no longer be its own.
  const goneByMs = Math.floor((outage.recoversAt - LIVED_SECONDS * 1_000 - Date.now()) / MARK_MS) * MARK_MS
  await passQuietTime(pool, { seconds: goneByMs / 1_000 })
  await scene.startAgain()
  const [returning, late] = [scene.of('busy').slice(0, 12), scene.of('busy').slice(12)]
  const busy = keepBeating(scene, returning)
  const now = (await readOutages(pool)).find(({ seq }) => seq === outage.seq)!
  await delay(Math.max(0, now.recoversAt + 500 - Date.now()))
  const others = keepBeating(scene, [...late, ...scene.of('pausing', 'calendar')])
  const isSettled = await until(async () => (await readOutages(pool)).every(({ isNoticed }) => isNoticed), {
    limitMs: 30_000,
  })
  report.check('the outage comes to its end', isSettled)
  await untilNotified(scene)
  await Promise.all([busy.stop(), others.stop()])

  await checkOutage(report, { scene, outage: now, mayBeDown: () => false })
  const { rows: status } = await pool.query<{ name: string; status: string }>(
    `SELECT m.name, s.status FROM monitor_state s JOIN monitor m ON m.workspace_id = s.workspace_id AND m.id = s.monitor_id
     WHERE m.id = ANY($1) AND s.status = 'down'`,
    [scene.of('busy', 'pausing', 'forgiving', 'patient', 'calendar', 'in-ten', 'in-twenty').map(({ id }) => id)],
  )
  report.none('nobody is down', status)
  report.check('one night, one outage', (await readOutages(pool)).length === 2, await readOutages(pool))
}

async function untilRecorded(scene: Scene): Promise<OutageRow | null> {
  let last: OutageRow | undefined
  const isThere = await until(
    async () => {
      const outages = await readOutages(scene.pool)
      last = outages.at(-1)
      return outages.length === 2
    },
    { limitMs: 20_000 },
  )
  return isThere ? last! : null
}

async function listUnjudged(scene: Scene, seq: number) {
  const { rows } = await scene.pool.query('SELECT * FROM unjudged WHERE outage_seq = $1', [seq])
  return rows
}
