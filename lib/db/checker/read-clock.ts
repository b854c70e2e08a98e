import type { Pool } from 'pg'

const ALIVE_MS = 5_000
/** What a kernel may still hold back of what reached it before the watermark. */
const SLACK_MS = 100

/**
 * The checker's clock: every beat received before it is committed or refused, by every ingest process that takes beats. One that fell silent
 * without a farewell counts until its silence is recorded as an outage. Null while none lives, or while the database's clock is not trusted:
 * then the clock stands still, and nothing is judged.
 */
export async function readClock(pool: Pool): Promise<number | null> {
  const { rows } = await pool.query<{ clock: number | null }>({
    name: 'checker_clock',
    text: `SELECT CASE WHEN bool_or(seen_at > clock_timestamp() - make_interval(secs => $1 / 1000.0)) AND bool_and(hold_since_at IS NULL)
        THEN min(watermark) END AS clock
      FROM ingest_node WHERE left_at IS NULL AND vanished_at IS NULL`,
    values: [ALIVE_MS],
  })
  const clock = rows[0]?.clock ?? null
  return clock === null ? null : clock - SLACK_MS
}
