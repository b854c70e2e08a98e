import { chmodSync, existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Report } from '@/bench/support/report'
import { until } from '@/bench/support/until'
import { beat, downs, keepBeating } from './play-case'
import { openStage, type Stage } from './stage'

const LIBRARIES = ['x86_64', 'aarch64'].map((cpu) => `/usr/lib/${cpu}-linux-gnu/faketime/libfaketime.so.1`)

interface Step {
  title: string
  /** The time that libfaketime adds to the clock, and for how long, in seconds. Null: it stays. */
  offset: string
  seconds: number | null
}

const STEPS: readonly Step[] = [
  { title: 'goes 120 days ahead for 10 s', offset: '+120d', seconds: 10 },
  { title: 'goes an hour back and stays', offset: '-3600', seconds: null },
  { title: 'goes an hour ahead again and stays', offset: '+0', seconds: null },
]

/**
 * The clock of the database is set while jobs send beats, by libfaketime (Debian: `faketime`). Skipped if it is not
 * installed.
 */
export async function phaseSteps(report: Report, directory: string): Promise<void> {
  const library = LIBRARIES.find(existsSync)
  if (!library) return report.say('The clock of the database was not set: there is no libfaketime.')
  const clockFile = path.join(directory, 'database-clock')
  const set = (offset: string) => writeFileSync(clockFile, `${offset}\n`, { mode: 0o644 })
  set('+0')
  const stage = await openStage(directory, {
    name: 'steps',
    program: (postgres) => wrap(postgres, { directory, library, clockFile }),
  })
  try {
    for (const step of STEPS) await playStep(report, { stage, step, set })
  } finally {
    await stage.close()
  }
}

function wrap(postgres: string, of: { directory: string; library: string; clockFile: string }): string {
  const script = path.join(of.directory, 'postgres-with-a-clock')
  const variables = `LD_PRELOAD='${of.library}' FAKETIME_TIMESTAMP_FILE='${of.clockFile}' FAKETIME_NO_CACHE=1 FAKETIME_DONT_FAKE_MONOTONIC=1`
  writeFileSync(script, `#!/bin/sh\nexport ${variables}\nexec '${postgres}' "$@"\n`)
  chmodSync(script, 0o755)
  return script
}

async function playStep(
  report: Report,
  { stage, step, set }: { stage: Stage; step: Step; set: (offset: string) => void },
): Promise<void> {
  report.section(`Clock: the database's clock ${step.title}`)
  const { pool } = stage
  const live = await stage.addMonitors(
    Array.from({ length: 20 }, (_, n) => ({ name: `${step.offset} ${n}`, seconds: 1, graceSeconds: 2 })),
  )
  await Promise.all(live.map((monitor) => beat(stage, monitor)))
  const job = keepBeating(stage, live)
  const [partitions, holds] = [await listPartitions(stage), await countHolds(stage, true)]
  const beganAt = performance.now()
  set(step.offset)
  if (step.seconds !== null) {
    await delay(step.seconds * 1_000)
    set('+0')
  }
  const isHeld = await until(async () => (await countHolds(stage, false)) > 0, { limitMs: 10_000 })
  report.check('judging is held', isHeld)
  const hasEnded = await until(async () => (await countHolds(stage, true)) > holds, { limitMs: 120_000, everyMs: 250 })
  report.check('the hold ends by itself', hasEnded)
  report.say(`after ${Math.round((performance.now() - beganAt) / 1_000)} s`)
  const silent = await stage.addMonitors([{ name: `${step.offset} silent`, seconds: 2, graceSeconds: 2 }])
  await beat(stage, silent[0]!)
  const isNotified = await until(async () => (await downs(stage, silent)).length === 1, {
    limitMs: (await recoveryLeftMs(stage)) + 20_000,
  })
  report.check('a job that falls silent afterwards is reported after the recovery', isNotified)
  await job.stop()
  report.none('no monitor with beats goes down', await downs(stage, live))
  report.check('no partition is gone', await includesAll(stage, partitions))
  const { rows: ahead } = await pool.query(
    `SELECT * FROM outage WHERE ended_at > clock_timestamp() + interval '2 seconds'`,
  )
  report.none('no outage is in the future', ahead)
  const { rows: outages } = await pool.query(`SELECT cause FROM outage ORDER BY seq DESC LIMIT 1`)
  report.check('the hold is recorded as an outage', outages[0]?.cause === 'clock', outages)
  await pool.query('UPDATE monitor_state SET deleted = true, attention_at = NULL WHERE monitor_id = ANY($1)', [
    [...live, ...silent].map(({ id }) => id),
  ])
}

async function listPartitions({ pool }: Stage): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'beat'::regclass`,
  )
  return rows.map(({ name }) => name)
}

async function includesAll(stage: Stage, names: readonly string[]): Promise<boolean> {
  const there = new Set(await listPartitions(stage))
  return names.every((name) => there.has(name))
}

/** How long jobs can still send late beats. */
async function recoveryLeftMs({ pool }: Stage): Promise<number> {
  const { rows } = await pool.query<{ ms: number }>(
    'SELECT greatest(0, extract(epoch FROM max(recovers_at) - clock_timestamp()) * 1000)::float8 AS ms FROM outage',
  )
  return rows[0]!.ms
}

async function countHolds({ pool }: Stage, areOver: boolean): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM clock_hold WHERE (ended_at IS NOT NULL) = $1',
    [areOver],
  )
  return rows[0]!.count
}
