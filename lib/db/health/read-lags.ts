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
    text: 'SELECT watermark_age, checker_lag, sender_lag FROM lags()',
  })
  const row = rows[0]!
  const lag = (value: number | null) => Math.max(0, Math.round(value ?? 0))
  return {
    watermarkAgeMs: row.watermark_age === null ? null : Math.round(row.watermark_age),
    checkerLagMs: lag(row.checker_lag),
    senderLagMs: lag(row.sender_lag),
  }
}
