import { setTimeout as delay } from 'node:timers/promises'
import type { Report } from '@/bench/support/report'
import type { SeededMonitor } from '@/bench/support/seed'
import { until } from '@/bench/support/until'
import { RECOVERY_SECONDS, type Stage } from './stage'

export interface ClockCase {
  title: string
  /** The fault, from its beginning to its end. */
  act(stage: Stage): Promise<void>
  /** Whether an outage (of five seconds or more) must be recorded afterwards. `either`: it may be. */
  outage: 'one' | 'none' | 'either'
  /** How long after the end the alerts of silent monitors may come, beyond recovery and grace. */
  slackSeconds?: number
}

const BEAT_MS = 700
/** How much before the fault an outage may begin, and after it end: one probe, and a retry. */
const BEFORE_MS = 4_000
const AFTER_MS = 8_000
let scenes = 0

/**
 * Jobs send beats during a fault, each beat until it is taken, as `curl --retry` does, and the next one meanwhile;
 * others were silent before. No monitor with beats may go down, all silent ones must, and an outage is recorded for the
 * time of the fault, or none.
 */
export async function playClockCase(
  report: Report,
  { stage, scene }: { stage: Stage; scene: ClockCase },
): Promise<void> {
  report.section(`Clock: ${scene.title}`)
  scenes += 1
  const named = (role: string, count: number, seconds: number, graceSeconds: number) =>
    Array.from({ length: count }, (_, n) => ({ name: `${role} ${scenes}.${n}`, seconds, graceSeconds }))
  const live = await stage.addMonitors(named('live', 20, 1, 2))
  const silent = await stage.addMonitors(named('silent', 4, 2, 2))
  const lastSeq = await newestOutage(stage)
  await Promise.all([...live, ...silent].map((monitor) => beat(stage, monitor)))
  const job = keepBeating(stage, live)
  const beganAt = Date.now()
  await scene.act(stage)
  const endedAt = Date.now()
  const limitMs = (RECOVERY_SECONDS + 4 + 12 + (scene.slackSeconds ?? 0)) * 1_000 + (endedAt - beganAt)
  const isNotified = await until(async () => (await downs(stage, silent)).length === silent.length, { limitMs })
  report.check('every silent monitor is reported', isNotified, {
    down: (await downs(stage, silent)).length,
    of: silent.length,
  })
  const wellAgain = await until(stage.isReady, { limitMs: 15_000 })
  report.check('ingest is ready again', wellAgain)
  await job.stop()
  report.none('no monitor with beats goes down', await downs(stage, live))
  await checkOutages(report, { stage, scene, lastSeq, beganAt, endedAt })
  const { rows: asides } = await stage.pool.query('SELECT monitor_id FROM monitor_state WHERE check_error IS NOT NULL')
  report.none('no monitor is in quarantine', asides)
  // The following scenarios do not need them.
  await stage.pool.query('UPDATE monitor_state SET deleted = true, attention_at = NULL WHERE monitor_id = ANY($1)', [
    [...live, ...silent].map(({ id }) => id),
  ])
}

async function checkOutages(
  report: Report,
  at: { stage: Stage; scene: ClockCase; lastSeq: number; beganAt: number; endedAt: number },
) {
  const { stage, scene, lastSeq, beganAt, endedAt } = at
  const { rows } = await stage.pool.query<{ started_at: number; ended_at: number; cause: string }>(
    `SELECT started_at, ended_at, cause FROM outage WHERE seq > $1 AND ended_at - started_at >= interval '5 seconds' ORDER BY seq`,
    [lastSeq],
  )
  const shown = rows.map((row) => ({
    cause: row.cause,
    from: Math.round(row.started_at - beganAt) / 1_000,
    to: Math.round(row.ended_at - endedAt) / 1_000,
  }))
  report.say(`${(endedAt - beganAt) / 1_000} s; outages (from its begin, to its end): ${JSON.stringify(shown)}`)
  if (scene.outage === 'none') return report.check('no outage is recorded', rows.length === 0, shown)
  if (scene.outage === 'one') report.check('one outage is recorded', rows.length === 1, shown)
  report.none(
    'it has the times of the fault',
    rows.filter((row) => row.started_at < beganAt - BEFORE_MS || row.ended_at > endedAt + AFTER_MS),
  )
}

export const beat = (stage: Stage, monitor: SeededMonitor) =>
  stage.client.send({ monitor: monitor.id, heartbeatUrl: stage.urlOf(monitor), signal: 'success' })

export function keepBeating(stage: Stage, monitors: readonly SeededMonitor[]): { stop(): Promise<void> } {
  let isOver = false
  const all = Promise.all(
    monitors.map(async (monitor, n) => {
      await delay((n * BEAT_MS) / monitors.length)
      const underWay = new Set<Promise<unknown>>()
      while (!isOver) {
        const one = beat(stage, monitor).finally(() => underWay.delete(one))
        underWay.add(one)
        await delay(BEAT_MS)
        // One that is in progress when the fault begins, and the next one.
        if (underWay.size >= 2) await Promise.race(underWay)
      }
      await Promise.all(underWay)
    }),
  )
  return {
    async stop() {
      isOver = true
      await all
    },
  }
}

export async function downs(stage: Stage, monitors: readonly SeededMonitor[]) {
  const { rows } = await stage.pool.query<{ name: string; reason: string; at: number }>(
    `SELECT m.name, f.reason, f.at FROM flip f JOIN monitor m ON m.workspace_id = f.workspace_id AND m.id = f.monitor_id
     WHERE f.to_status = 'down' AND f.monitor_id = ANY($1)`,
    [monitors.map(({ id }) => id)],
  )
  return rows
}

async function newestOutage(stage: Stage): Promise<number> {
  const { rows } = await stage.pool.query<{ seq: number }>('SELECT coalesce(max(seq), 0)::float8 AS seq FROM outage')
  return rows[0]!.seq
}
