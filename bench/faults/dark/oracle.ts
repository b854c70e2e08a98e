import type { Pool } from 'pg'

export interface OutageRow {
  seq: number
  startedAt: number
  endedAt: number
  recoversAt: number
  isNoticed: boolean
}

/** What nobody can judge: an occurrence of a monitor, or a run of it. Instants in milliseconds. */
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
     WHERE u.outage_seq = $1 AND r.state = 'unjudged' ORDER BY u.monitor_id, u.expected_at`,
    [seq],
  )
  return rows
}

/**
 * The list as it must be, from nothing but the beats, the runs' starts and the settings: each occurrence whose time from
 * expected to deadline meets [start of the outage, end of the recovery), and each open run that had to end in it.
 * Monitors that were down before are not judged by their schedule anyway.
 */
export async function expectUnjudged(pool: Pool, outage: OutageRow): Promise<UnjudgedEntry[]> {
  const { startedAt: a, endedAt: b, recoversAt: r } = outage
  const { rows: monitors } = await pool.query<{
    monitor: string
    schedule: { type: string; seconds?: number }
    graceMs: number
    finishedAt: number
  }>(
    `SELECT m.id AS monitor, m.schedule, m.grace_seconds * 1000.0::float8 AS "graceMs", ${ms('max(b.received_at)')} AS "finishedAt"
     FROM monitor m JOIN beat b ON b.workspace_id = m.workspace_id AND b.monitor_id = m.id
     WHERE b.signal IN ('success', 'fail') AND b.step IS NULL AND b.shard IS NULL AND b.received_at < to_timestamp($1 / 1000.0)
       AND coalesce((SELECT f.to_status FROM flip f WHERE f.workspace_id = m.workspace_id AND f.monitor_id = m.id
         AND f.at < to_timestamp($1 / 1000.0) ORDER BY f.version DESC LIMIT 1), 'new') <> 'down'
     GROUP BY 1, 2, 3`,
    [r],
  )
  const occurrences = monitors.flatMap(({ monitor, schedule, graceMs, finishedAt }) =>
    timesOf(schedule, { after: finishedAt, before: r })
      .filter((expectedAt) => expectedAt + graceMs >= a)
      .map((expectedAt) => ({ monitor, expectedAt, isRun: false })),
  )
  const { rows: runs } = await pool.query<{ monitor: string; startedAt: number; limitMs: number; heardAt: number }>(
    `SELECT m.id AS monitor, ${ms('r.started_at')} AS "startedAt", m.max_runtime_seconds * 1000.0::float8 AS "limitMs",
       ${ms('r.last_beat_at')} AS "heardAt"
     FROM monitor m JOIN run r ON r.workspace_id = m.workspace_id AND r.monitor_id = m.id
     WHERE m.schedule->>'type' = 'none' AND r.started_at IS NOT NULL AND r.state IN ('running', 'unjudged')
       AND NOT EXISTS (SELECT FROM unjudged u WHERE u.workspace_id = r.workspace_id AND u.run_id = r.id AND u.outage_seq < $1)`,
    [outage.seq],
  )
  const cut = runs
    .map(({ monitor, startedAt, limitMs, heardAt }) => ({
      monitor,
      expectedAt: startedAt + limitMs,
      isRun: true,
      heardAt,
    }))
    .filter(({ expectedAt, heardAt }) => heardAt < b && expectedAt >= a && expectedAt < r)
    .map(({ heardAt: _heardAt, ...entry }) => entry)
  return [...occurrences, ...cut].sort((x, y) =>
    x.monitor < y.monitor ? -1 : x.monitor > y.monitor ? 1 : x.expectedAt - y.expectedAt,
  )
}

/**
 * An interval has one occurrence that counts. OnCalendar here is every ten seconds with as much grace: a finish belongs
 * to the mark that it is nearest to, and the one after is expected.
 */
function timesOf(
  schedule: { type: string; seconds?: number },
  { after, before }: { after: number; before: number },
): number[] {
  if (schedule.type === 'interval') {
    const at = after + schedule.seconds! * 1_000
    return at < before ? [at] : []
  }
  if (schedule.type !== 'oncalendar') return []
  const times: number[] = []
  for (let at = (Math.floor(after / MARK_MS + 0.5) + 1) * MARK_MS; at < before; at += MARK_MS) times.push(at)
  return times
}
