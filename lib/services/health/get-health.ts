import type { Pool } from 'pg'
import { type Lags, readLags } from '@/lib/db/health/read-lags'

export interface Health extends Lags {
  ready: boolean
  database: boolean
}

const CHECKER_LATE_MS = 30_000
/** In a storm a channel is told once a minute. */
const SENDER_LATE_MS = 150_000

/** Whether beats are heard, deadlines judged and deliveries sent. Never throws: without a database nothing is ready. */
export async function getHealth(pool: Pool): Promise<Health> {
  try {
    const lags = await readLags(pool)
    const isHeard = lags.watermarkAgeMs !== null
    return {
      ready: isHeard && lags.checkerLagMs < CHECKER_LATE_MS && lags.senderLagMs < SENDER_LATE_MS,
      database: true,
      ...lags,
    }
  } catch {
    return { ready: false, database: false, watermarkAgeMs: null, checkerLagMs: 0, senderLagMs: 0 }
  }
}
