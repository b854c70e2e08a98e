import type { Pool } from 'pg'

export interface ClockLabels {
  /** The database's clock, in ms. */
  databaseNow: number
  /** Why nothing may be deleted now, as the database sees it. Null: nothing stands against it. */
  veto: string | null
}

/**
 * What the database says of the time, and whether its word may be taken: not within 24 h of a time in which its clock could not be trusted, and
 * not while it disagrees with how far ingest has got.
 */
export async function readClockLabels(pool: Pool): Promise<ClockLabels> {
  const { rows } = await pool.query<{ now: string; held: boolean; ahead: boolean }>({
    name: 'clock_words',
    text: `SELECT (extract(epoch FROM clock_timestamp()) * 1000)::text AS now,
      EXISTS (SELECT FROM clock_hold WHERE ended_at IS NULL OR ended_at > clock_timestamp() - interval '24 hours') AS held,
      EXISTS (SELECT FROM ingest_node HAVING max(seen_at) > clock_timestamp() + interval '1 minute'
        OR max(seen_at) < clock_timestamp() - interval '1 day') AS ahead`,
  })
  const { now, held, ahead } = rows[0]!
  const veto = held
    ? 'the clock of the database could not be trusted less than 24 h ago'
    : ahead
      ? 'the clock of the database differs from when beats were heard last'
      : null
  return { databaseNow: Number(now), veto }
}
