import type { ClientBase, Pool } from 'pg'
import { AFFECTED } from '@/lib/core/outages/affected'
import type { Outage } from '@/lib/core/types'
import { ruleSql } from '../rule-sql'
import { stateFacts } from '../state-facts'

const toOutage = (row: Record<string, number>): Outage => ({
  seq: row.seq!,
  startedAt: row.started_at!,
  endedAt: row.ended_at!,
  recoversAt: row.recovers_at!,
})

/**
 * Outages with a higher `seq`, and those whose recovery window had not ended at `since` (ms), in
 * order of `seq`.
 */
export async function loadOutages(
  client: ClientBase,
  { seq, since }: { seq: number; since: number },
): Promise<Outage[]> {
  const { rows } = await client.query({
    name: 'outages_since',
    text: 'SELECT * FROM outage WHERE seq > $1 OR recovers_at >= to_timestamp($2 / 1000.0) ORDER BY seq',
    values: [seq, since],
  })
  return rows.map(toOutage)
}

/**
 * Outages that began by `clock` and for which the workspaces have no notice yet, and those whose
 * recovery window had not ended when the first of them began, in order of `seq`.
 */
export async function listUnnotifiedOutages(
  pool: Pool,
  clock: number,
): Promise<(Outage & { isMarked: boolean; isNotified: boolean })[]> {
  const { rows } = await pool.query({
    name: 'untold_outages',
    text: `SELECT *, swept_at IS NOT NULL AS is_swept, noticed_at IS NOT NULL AS is_told FROM outage
      WHERE started_at <= to_timestamp($1 / 1000.0)
        AND recovers_at >= (SELECT min(started_at) FROM outage WHERE noticed_at IS NULL) ORDER BY seq`,
    values: [clock],
  })
  return rows.map((row) => ({ ...toOutage(row), isMarked: row.is_swept, isNotified: row.is_told }))
}

/**
 * Outages of which each began before the recovery window of the one before had ended. They are
 * closed together.
 */
export interface OutageEpisode {
  seqs: number[]
  startedAt: number
  endedAt: number
  recoversAt: number
  isMarked: boolean
}

const RECOVERS_AT = 'to_timestamp($2 / 1000.0)'

// Monitors that are judged and have not seen the outage, of these the ones that the core's rule names: in SQL, because all monitors
// of the installation are searched.
const IS_AFFECTED = `s.outage_seq < $1 AND NOT s.deleted AND s.check_error IS NULL
  AND ${ruleSql(AFFECTED, stateFacts(RECOVERS_AT))}`

/**
 * Sets `attention_at` of every monitor that the outages may affect, up to `limit` at a time. It
 * skips monitors that others have locked. Returns true when no monitor is left to set.
 */
export async function markAffected(pool: Pool, { seqs, recoversAt }: OutageEpisode, limit: number): Promise<boolean> {
  const values = [Math.max(...seqs), recoversAt, limit]
  const later = `${IS_AFFECTED} AND (s.attention_at IS NULL OR s.attention_at > ${RECOVERS_AT})`
  const { rowCount } = await pool.query({
    name: 'sweep_outage',
    text: `WITH called AS (SELECT workspace_id, monitor_id FROM monitor_state s WHERE ${later} LIMIT $3 FOR UPDATE SKIP LOCKED)
      UPDATE monitor_state s SET version = s.version + 1, attention_at = ${RECOVERS_AT} FROM called
      WHERE s.workspace_id = called.workspace_id AND s.monitor_id = called.monitor_id`,
    values,
  })
  if (rowCount !== null && rowCount > 0) return false
  const { rows } = await pool.query({
    name: 'swept_outage',
    text: `UPDATE outage SET swept_at = clock_timestamp() WHERE seq = ANY($3)
      AND NOT EXISTS (SELECT FROM monitor_state s WHERE ${later}) RETURNING seq`,
    values: [...values.slice(0, 2), seqs],
  })
  return rows.length > 0
}

/** Whether every affected monitor has been judged with these outages. */
export async function areOutagesJudged(client: ClientBase, { seqs, recoversAt }: OutageEpisode): Promise<boolean> {
  const { rows } = await client.query<{ is_settled: boolean }>({
    name: 'outage_settled',
    text: `SELECT NOT EXISTS (SELECT FROM monitor_state WHERE outage_seq < $1 AND NOT deleted
      AND attention_at <= to_timestamp($2 / 1000.0)) AS is_settled`,
    values: [Math.max(...seqs), recoversAt],
  })
  return rows[0]?.is_settled ?? false
}
