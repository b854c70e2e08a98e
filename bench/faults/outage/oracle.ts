import type { Pool } from 'pg'
import { SIGNAL_BYTES } from '@/lib/db/ingest/signal-bytes'

export interface OutageRow {
  seq: number
  startedAt: number
  endedAt: number
  recoversAt: number
  isNoticed: boolean
}

/** What cannot be judged: an occurrence of a monitor, or a run of it. Instants in milliseconds. */
export interface UnjudgedEntry {
  monitor: string
  expectedAt: number
  isRun: boolean
}

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`
export const MARK_MS = 10_000

export async function readOutages(pool: Pool): Promise<OutageRow[]> {
  const { rows } = await pool.query<OutageRow>(
    `SELECT seq, ${ms('started_at')} AS "startedAt", ${ms('ended_at')} AS "endedAt", ${ms('recovers_at')} AS "recoversAt",
       noticed_at IS NOT NULL AS "isNoticed" FROM outage ORDER BY seq`,
  )
  return rows
}

/** The list as the product made it. */
export async function readUnjudged(pool: Pool, seq: number): Promise<UnjudgedEntry[]> {
  const { rows } = await pool.query<UnjudgedEntry>(
    `SELECT u.monitor_id AS monitor, ${ms('u.expected_at')} AS "expectedAt", r.started_at IS NOT NULL AS "isRun"
     FROM unjudged u JOIN run r ON r.workspace_id = u.workspace_id AND r.id = u.run_id
     WHERE u.outage_seq = $1 AND NOT u.in_doubt AND r.state = 'unjudged' ORDER BY u.monitor_id, u.expected_at`,
    [seq],
  )
  return rows
}

/** What must follow from an outage. */
export interface Expected {
  unjudged: UnjudgedEntry[]
  /** Monitors that the notice must name as in doubt, once for each entry. */
  inDoubt: string[]
  /** By monitor: when it must be missed. */
  missed: Map<string, number>
  /** Those of them whose beat came so soon afterwards that the checker may have run later: both results are right. */
  heardSoon: Set<string>
}

/** The checker runs once a second, and waits for unread beats. */
const LOOKS_WITHIN_MS = 3_000

/**
 * What must follow, from nothing but the beats, the runs' starts and the settings: nobody here has five usual finishes,
 * or else was heard before the end of the recovery, so that a twentieth of the wait decides whether a finish may be
 * lost. Monitors that were down before are not judged by their schedule anyway.
 */
export async function expectAfter(pool: Pool, outage: OutageRow): Promise<Expected> {
  const { startedAt: a, endedAt: b, recoversAt: r } = outage
  const expected: Expected = { unjudged: [], inDoubt: [], missed: new Map(), heardSoon: new Set() }
  const mayBeLost = (from: number, to: number, early: number) =>
    Math.min(to, b) - Math.max(from - early, a) >= Math.max(1, (to - from) / 20)
  const dueAt = (deadline: number) => (deadline >= a && deadline < r ? r : deadline)

  for (const { monitor, schedule, graceMs, finishedAt, nextAt } of await readFinishes(pool, outage)) {
    const isHeardBy = (at: number) => nextAt !== null && nextAt <= at
    const miss = (at: number) => {
      expected.missed.set(monitor, at)
      if (isHeardBy(at + LOOKS_WITHIN_MS)) expected.heardSoon.add(monitor)
    }
    if (schedule.type === 'interval') {
      const ms = schedule.seconds! * 1_000
      let at = finishedAt + ms
      const isLost = mayBeLost(at, at + graceMs, Math.min(graceMs, ms / 2))
      if (isLost) at = Math.max(at, b + ms)
      const due = dueAt(at + graceMs)
      if (due <= r && !isHeardBy(due)) miss(due)
      else if (isLost && !isHeardBy(r)) expected.inDoubt.push(monitor)
    }
    if (schedule.type !== 'oncalendar') continue
    for (const at of marksAfter(finishedAt, r)) {
      if (dueAt(at + graceMs) > r) break
      if (mayBeLost(at, at + graceMs, Math.min(graceMs, MARK_MS / 2))) {
        expected.unjudged.push({ monitor, expectedAt: at, isRun: false })
        continue
      }
      if (!isHeardBy(r)) miss(r)
      break
    }
  }
  for (const { monitor, startedAt, limitMs, heardAt } of await readRuns(pool, outage)) {
    const deadline = startedAt + limitMs
    if (heardAt >= b || deadline < a || !mayBeLost(startedAt, deadline, 0)) continue
    if (deadline < r) expected.unjudged.push({ monitor, expectedAt: deadline, isRun: true })
    else expected.inDoubt.push(monitor)
  }
  return expected
}

interface Finishes {
  monitor: string
  schedule: { type: string; seconds?: number }
  graceMs: number
  /** The last one before the outage was over / the first one after. */
  finishedAt: number
  nextAt: number | null
}

async function readFinishes(pool: Pool, { startedAt, endedAt }: OutageRow): Promise<Finishes[]> {
  const { rows } = await pool.query<Finishes>(
    `SELECT m.id AS monitor, m.schedule, m.grace_seconds * 1000.0::float8 AS "graceMs",
       ${ms('max(b.received_at) FILTER (WHERE b.received_at < to_timestamp($2 / 1000.0))')} AS "finishedAt",
       ${ms('min(b.received_at) FILTER (WHERE b.received_at >= to_timestamp($2 / 1000.0))')} AS "nextAt"
     FROM monitor m JOIN beat b ON b.workspace_id = m.workspace_id AND b.monitor_id = m.id
     WHERE b.signal IN ('${SIGNAL_BYTES.success}', '${SIGNAL_BYTES.fail}') AND b.step IS NULL AND b.shard IS NULL
       AND coalesce((SELECT f.to_status FROM flip f WHERE f.workspace_id = m.workspace_id AND f.monitor_id = m.id
         AND f.at < to_timestamp($1 / 1000.0) ORDER BY f.version DESC LIMIT 1), 'new') <> 'down'
     GROUP BY 1, 2, 3 HAVING min(b.received_at) < to_timestamp($2 / 1000.0)`,
    [startedAt, endedAt],
  )
  return rows
}

async function readRuns(pool: Pool, { seq }: OutageRow) {
  const { rows } = await pool.query<{ monitor: string; startedAt: number; limitMs: number; heardAt: number }>(
    `SELECT m.id AS monitor, ${ms('r.started_at')} AS "startedAt", m.max_runtime_seconds * 1000.0::float8 AS "limitMs",
       ${ms('r.last_beat_at')} AS "heardAt"
     FROM monitor m JOIN run r ON r.workspace_id = m.workspace_id AND r.monitor_id = m.id
     WHERE m.schedule->>'type' = 'none' AND r.started_at IS NOT NULL AND r.state IN ('running', 'unjudged')
       AND NOT EXISTS (SELECT FROM unjudged u WHERE u.workspace_id = r.workspace_id AND u.run_id = r.id
         AND u.outage_seq < $1 AND NOT u.in_doubt)`,
    [seq],
  )
  return rows
}

/**
 * OnCalendar here is every ten seconds with as much grace: a finish belongs to the mark that it is nearest to, and the
 * one after is expected.
 */
function marksAfter(finishedAt: number, before: number): number[] {
  const times: number[] = []
  for (let at = (Math.floor(finishedAt / MARK_MS + 0.5) + 1) * MARK_MS; at < before; at += MARK_MS) times.push(at)
  return times
}
