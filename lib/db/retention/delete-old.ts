import type { Pool } from 'pg'

const BATCH = 2_000
const IDEMPOTENCY_HOURS = 72

/** Forgets idempotency keys of more than 72 h before `now` (ms), a batch at a time. Answers how many. */
export function deleteOldIdempotency(pool: Pool, now: number): Promise<number> {
  return inBatches(pool, {
    text: `DELETE FROM beat_idempotency WHERE ctid = ANY(ARRAY(SELECT ctid FROM beat_idempotency
      WHERE received_at < to_timestamp($3 / 1000.0) - make_interval(hours => $2) LIMIT $1))`,
    values: [BATCH, IDEMPOTENCY_HOURS, now],
  })
}

export async function listWorkspaceIds(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>('SELECT id FROM workspace ORDER BY id')
  return rows.map((row) => row.id)
}

/**
 * Deletes what ended in a workspace before `cutoff` (ms): runs with their parts, closed incidents, flips, ended
 * deliveries. What is open stays however old, and so does each monitor's latest flip. Answers how many rows.
 */
export async function deleteOldHistory(pool: Pool, { workspaceId, cutoff }: { workspaceId: string; cutoff: number }) {
  let deleted = 0
  for (const { table, ended } of HISTORY) {
    deleted += await inBatches(pool, {
      text: `DELETE FROM ${table} WHERE workspace_id = $2 AND id = ANY(ARRAY(SELECT t.id FROM ${table} t
        WHERE t.workspace_id = $2 AND t.id < $3 AND ${ended} ORDER BY t.id LIMIT $1))`,
      values: [BATCH, workspaceId, idBound(cutoff), cutoff],
    })
  }
  return deleted
}

const BEFORE = '< to_timestamp($4 / 1000.0)'
const HISTORY = [
  { table: 'run', ended: `t.state <> 'running' AND t.last_beat_at ${BEFORE} AND t.ended_at ${BEFORE}` },
  { table: 'incident', ended: `t.closed_at ${BEFORE}` },
  {
    table: 'flip',
    ended: `t.at ${BEFORE} AND t.version < (SELECT s.flip_version FROM monitor_state s
      WHERE s.workspace_id = t.workspace_id AND s.monitor_id = t.monitor_id)
      AND NOT EXISTS (SELECT FROM incident i WHERE i.workspace_id = t.workspace_id AND i.monitor_id = t.monitor_id
        AND (i.open_flip_id = t.id OR i.close_flip_id = t.id))`,
  },
  { table: 'delivery', ended: `t.state <> 'pending' AND t.ended_at ${BEFORE}` },
] as const

/** Deletes what is past use in small tables. The last sign of life of any ingest stays: it tells of an outage. */
export async function deleteOldSigns(pool: Pool, cutoff: number): Promise<void> {
  await pool.query(`DELETE FROM unjudged WHERE expected_at < to_timestamp($1 / 1000.0)`, [cutoff])
  await pool.query(
    `DELETE FROM outage WHERE noticed_at < to_timestamp($1 / 1000.0) AND seq < (SELECT max(seq) FROM outage)`,
    [cutoff],
  )
  await pool.query(`DELETE FROM ingest_node WHERE seen_at < (SELECT max(seen_at) FROM ingest_node) - interval '1 day'`)
}

async function inBatches(pool: Pool, query: { text: string; values: unknown[] }): Promise<number> {
  let deleted = 0
  for (;;) {
    const { rowCount } = await pool.query(query)
    deleted += rowCount ?? 0
    if ((rowCount ?? 0) < BATCH) return deleted
  }
}

/** A uuid before which every id is older than `at` (ms): UUIDv7 begins with 48 bits of milliseconds, and sorts by them. */
export function idBound(at: number): string {
  const time = Math.floor(at).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`
}
