import type { Pool } from 'pg'

export interface Lags {
  /** Age of the living ingest processes' watermark; null when none lives. */
  watermarkAgeMs: number | null
  /** By how much the most overdue attention is late against the watermark; 0 when nothing is overdue. */
  checkerLagMs: number
  /** How long the most overdue delivery that waits for no earlier one has been due; 0 when none is. */
  senderLagMs: number
}

/** Reads how far behind the processes are. @throws when the database does not answer. */
export async function readLags(pool: Pool): Promise<Lags> {
  const { rows } = await pool.query<Record<'watermark_age' | 'checker_lag' | 'sender_lag', number | null>>({
    name: 'lags',
    text: `WITH clock AS (SELECT clock_timestamp() AS now, min(watermark) AS upto FROM ingest_node WHERE seen_at > clock_timestamp() - interval '5 s')
      SELECT (extract(epoch FROM clock.now - clock.upto) * 1000)::float8 AS watermark_age,
        (SELECT (extract(epoch FROM clock.upto - min(attention_at)) * 1000)::float8 FROM monitor_state WHERE attention_at IS NOT NULL) AS checker_lag,
        (SELECT (extract(epoch FROM clock.now - d.next_attempt_at) * 1000)::float8 FROM delivery d WHERE d.state = 'pending'
          AND NOT EXISTS (SELECT 1 FROM delivery e WHERE e.state = 'pending' AND e.workspace_id = d.workspace_id AND e.channel_id = d.channel_id
            AND e.monitor_id = d.monitor_id AND e.ordinal < d.ordinal)
          ORDER BY d.next_attempt_at LIMIT 1) AS sender_lag
      FROM clock`,
  })
  const row = rows[0]!
  const lag = (value: number | null) => Math.max(0, Math.round(value ?? 0))
  return {
    watermarkAgeMs: row.watermark_age === null ? null : Math.round(row.watermark_age),
    checkerLagMs: lag(row.checker_lag),
    senderLagMs: lag(row.sender_lag),
  }
}
