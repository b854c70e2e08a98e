import type { Pool } from 'pg'
import type { ServerClock } from '@/lib/base/server-clock'

/**
 * Commits "every beat that this node received before `upTo` is committed or refused", and takes a sample of the database's clock.
 * @returns the next instant at which some monitor needs attention, in ms; null when none does.
 */
export async function tick(
  pool: Pool,
  clock: ServerClock,
  options: { node: string; upTo: number; outageAfterMs: number; minRecoveryMs: number },
): Promise<number | null> {
  const { rows } = await pool.query<{ next_attention_at: number | null }>({
    name: 'ingest_tick',
    text: `SELECT next_attention_at FROM ingest_tick($1, to_timestamp($2 / 1000.0), make_interval(secs => $3 / 1000.0), make_interval(secs => $4 / 1000.0))`,
    values: [options.node, options.upTo, options.outageAfterMs, options.minRecoveryMs],
  })
  await sampleClock(pool, clock)
  return rows[0]?.next_attention_at ?? null
}

/** Asks the database for its time. */
export async function sampleClock(pool: Pool, clock: ServerClock): Promise<void> {
  const sent = performance.now()
  const { rows } = await pool.query<{ now: string }>({
    name: 'clock',
    text: `SELECT (extract(epoch FROM clock_timestamp()) * 1000)::text AS now`,
  })
  clock.observe(sent, performance.now(), Number(rows[0]!.now))
}

/** Makes sure that the beats of the next days have a partition to go to. */
export async function ensureBeatPartitions(pool: Pool): Promise<void> {
  await pool.query(`SELECT ensure_beat_partitions((clock_timestamp() AT TIME ZONE 'UTC')::date - 1, 9)`)
}
