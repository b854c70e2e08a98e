import type { Pool } from 'pg'

/** The PostgreSQL channel on which senders wait. */
export const DELIVERY_CHANNEL = 'lubdub_delivery'

/** Wakes the senders. Never rejects: they also look by themselves. */
export async function notifySenders(pool: Pool): Promise<void> {
  await pool.query('SELECT pg_notify($1, $2)', [DELIVERY_CHANNEL, '']).catch(() => {})
}
