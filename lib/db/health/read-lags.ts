import type { Pool } from 'pg'

export interface Lags {
  /** Age of the living ingest processes' watermark; null when none lives. */
  watermarkAgeMs: number | null
  /** By how much the most overdue attention is late against the watermark; 0 when nothing is overdue. */
  checkerLagMs: number
  /** How long the most overdue delivery that waits for no earlier one has been due; 0 when none is. */
  senderLagMs: number
  /** Monitors that could not be judged, or whose judgement could not be stored. */
  setAside: number
}

/** How the ingest processes fare, by what they said last. */
export interface IngestFacts {
  living: number
  /** Since when (ms) no living one can store beats. Null: some can, or none lives. */
  deafSinceAt: number | null
  /** Since when (ms) the database's clock is not trusted. Null: it is. */
  holdSinceAt: number | null
}

type Row = Record<'watermark_age' | 'checker_lag' | 'sender_lag' | 'deaf_since_at' | 'hold_since_at', number | null> &
  Record<'set_aside' | 'living', number>

/** Reads how far behind the processes are. @throws when the database does not answer. */
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
