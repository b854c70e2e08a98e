import { setTimeout as delay } from 'node:timers/promises'
import type { Report } from '@/bench/support/report'
import type { SeededMonitor } from '@/bench/support/seed'
import { until } from '@/bench/support/until'
import { checkBeats, checkJudgement, checkOutages, readDowns, readLastOutage, tellOfRefusals } from './checks'
import { beatOnce, keepCalling, startCurls } from './load'
import { openScene, type Stage } from './stage'
import { ACTS, type Act } from './steps'

const LIVE = 40
const CURLS = 20
const LEAD_MS = 10_000
const FALL_LIMIT_MS = 15_000
const READY_LIMIT_MS = 120_000
const TOLD_LIMIT_MS = 90_000

/** The setup of docs/failover.md, with its primary killed, switched over and hanging under load. */
export async function phaseFailover(report: Report, directory: string): Promise<void> {
  report.section('Failover: two PostgreSQLs under Patroni, behind haproxy')
  const stage = await openScene(directory)
  try {
    const live = await stage.addMonitors('live', LIVE)
    for (const act of ACTS) await play(report, { stage, act, live })
  } finally {
    await stage.close()
  }
}

async function play(report: Report, { stage, act, live }: { stage: Stage; act: Act; live: SeededMonitor[] }) {
  report.section(`Failover: ${act.title}`)
  const { pool, ledger } = stage
  const before = await readLastOutage(pool)
  const load = keepCalling(stage, live)
  const struckAt = await liveThrough(report, { stage, act }).finally(load.stop)
  const beats = ledger.read()
  const around = beats.filter(({ tries }) => (tries[0]?.at ?? 0) >= struckAt - LEAD_MS)
  const refused = tellOfRefusals(report, around, struckAt)
  await checkBeats(report, { pool, beats })
  await checkJudgement(report, { pool, live, beats: around, since: struckAt })
  await checkOutages(report, { pool, before, refused })
}

/** From before the fault until both nodes work again. Returns the time of the fault. */
async function liveThrough(report: Report, { stage, act }: { stage: Stage; act: Act }): Promise<number> {
  const { cluster, pool } = stage
  const silent = await stage.addMonitors(`silent, ${act.title},`, 2)
  const [curled] = await stage.addMonitors(`curled, ${act.title},`, 1)
  await delay(LEAD_MS)
  await Promise.all(silent.map((monitor) => beatOnce(stage, monitor)))
  const leader = await cluster.leader()
  const struckAt = Date.now()
  const struck = act.strike(stage, leader)
  const curls = startCurls(stage, { monitor: curled!, count: CURLS })
  const repaired = struck.then(() => act.repair(stage, leader)).then(cluster.untilPaired)
  // Awaited below; until then a failure is not handled.
  repaired.catch(() => {})
  const hasFallen = await until(async () => !(await stage.isReady()), { limitMs: FALL_LIMIT_MS, everyMs: 50 })
  const isReady = await until(stage.isReady, { limitMs: READY_LIMIT_MS })
  report.check('/api/ready is 200 again', isReady)
  report.say(`/api/ready ${hasFallen ? `is 200 again ${seconds(Date.now() - struckAt)} s after it` : 'stayed 200'}`)
  await repaired
  report.say(`the pair is whole ${seconds(Date.now() - struckAt)} s after it`)
  report.check('the other one leads', (await cluster.leader()) === cluster.other(leader))
  const ends = await curls
  report.none(
    'the line of docs/protocol.md outlasts it',
    ends.filter(({ code }) => code !== 0),
  )
  report.say(`${ends.length} jobs with that line waited ${Math.max(...ends.map((end) => end.seconds))} s at most`)
  const isNotified = await until(async () => (await readDowns(pool, silent)).length === silent.length, {
    limitMs: TOLD_LIMIT_MS,
    everyMs: 500,
  })
  report.check('silent monitors are reported', isNotified)
  await pool.query('UPDATE monitor_state SET deleted = true, attention_at = NULL WHERE monitor_id = ANY($1)', [
    [...silent, curled!].map(({ id }) => id),
  ])
  return struckAt
}

function seconds(ms: number): number {
  return Math.round(ms / 100) / 10
}
