import type { Pool } from 'pg'

const ALIVE_MS = 5_000

/**
 * The checker's clock: every beat received before it is committed or refused, by every ingest process that lives. Null
 * while none does: then the clock stands still, and nothing is judged.
 */
export async function readClock(pool: Pool): Promise<number | null> {
  const { rows } = await pool.query<{ clock: number | null }>({
    name: 'checker_clock',
    text: `SELECT min(watermark) AS clock FROM ingest_node
      WHERE seen_at > clock_timestamp() - make_interval(secs => $1 / 1000.0)`,
    values: [ALIVE_MS],
  })
  return rows[0]?.clock ?? null
}
