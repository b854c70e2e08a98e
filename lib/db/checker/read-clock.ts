import type { Pool } from 'pg'
import { OUTAGE_AFTER_MS } from '@/lib/core'

/** Beats up to this old, in ms, may still be in the kernel when a process reports its watermark. */
const SLACK_MS = 100

/**
 * The checker's clock, in ms: every ingest process has committed or refused every beat that it
 * received before. A process that stopped without a leaving tick counts until its silence is
 * recorded as an outage. Null if no process is alive, or if the database's clock is not trusted;
 * then nothing is judged.
 */
export async function readClock(pool: Pool): Promise<number | null> {
  const { rows } = await pool.query<{ clock: number | null }>({
    name: 'checker_clock',
    text: `SELECT CASE WHEN bool_or(seen_at > clock_timestamp() - make_interval(secs => $1 / 1000.0)) AND bool_and(hold_since_at IS NULL)
        THEN min(watermark) END AS clock
      FROM ingest_node WHERE left_at IS NULL AND vanished_at IS NULL`,
    values: [OUTAGE_AFTER_MS],
  })
  const clock = rows[0]?.clock ?? null
  return clock === null ? null : clock - SLACK_MS
}
