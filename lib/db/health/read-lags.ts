import type { Pool } from 'pg'

export interface Lags {
  /** Age of the watermark of the living ingest processes; null when none is alive. */
  watermarkAgeMs: number | null
  /** How late the most overdue check is, compared with the watermark; 0 when nothing is overdue. */
  checkerLagMs: number
  /**
   * How long the most overdue delivery has been due, without those that wait for an earlier one; 0
   * when none is overdue.
   */
  senderLagMs: number
  /** Monitors in quarantine: they could not be judged, or the result could not be stored. */
  setAside: number
}

/** The state of the ingest processes, from their last ticks. */
export interface IngestFacts {
  living: number
  /** Since when (ms) no living process can store beats. Null: at least one can, or none is alive. */
  deafSinceAt: number | null
  /** Since when (ms) the database's clock is not trusted. Null: it is trusted. */
  holdSinceAt: number | null
}

type Row = Record<'watermark_age' | 'checker_lag' | 'sender_lag' | 'deaf_since_at' | 'hold_since_at', number | null> &
  Record<'set_aside' | 'living', number>

/** Reads how late the processes are. @throws when the database does not answer. */
export async function readLags(pool: Pool): Promise<Lags & IngestFacts> {
  const { rows } = await pool.query<Row>({ name: 'health_facts', text: 'SELECT * FROM health_facts()' })
  const row = rows[0]!
  const lag = (value: number | null) => Math.max(0, Math.round(value ?? 0))
  return {
    watermarkAgeMs: row.watermark_age === null ? null : Math.round(row.watermark_age),
    checkerLagMs: lag(row.checker_lag),
    senderLagMs: lag(row.sender_lag),
    setAside: row.set_aside,
    living: row.living,
    deafSinceAt: row.deaf_since_at,
    holdSinceAt: row.hold_since_at,
  }
}
