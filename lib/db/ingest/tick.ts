import type { Pool } from 'pg'

/**
 * The report of a process with a tick. Instants are in ms by the database's clock, as far as the
 * process knows it.
 */
export interface Tick {
  node: string
  /** One start of the process: a restart has another value. */
  instance: string
  /**
   * Every beat that the process received before this instant is committed, or is refused and listed
   * in `refused`.
   */
  upTo: number
  /** The present time as the process computes it. */
  at: number
  outageAfterMs: number
  minRecoveryMs: number
  /** Since when beats cannot be stored. Null: they can. */
  deafSince: number | null
  /** Such spans that have ended since the last tick. */
  deaf: readonly { from: number; to: number }[]
  /** Hashes of the keys of beats that were refused since the last tick. */
  refused: readonly Buffer[]
  /** The clock is not trusted; nothing is judged. */
  isHolding: boolean
  /** With the first tick after a hold: how long it was, in ms. Else null. */
  holdEndedAfterMs: number | null
  /** The process has stopped: nothing waits for it any more, and its last report stays valid. */
  isLeaving: boolean
  /** No tick of this process under this name is known to be committed. */
  begins: boolean
}

export interface Ticked {
  /** The next instant at which a monitor needs attention, in ms. Null: none does. */
  attentionAt: number | null
  /** The database's clock differs from the process's; nothing was written. */
  isOff: boolean
  /**
   * Stored data says that the clock was set back, or another process does not trust it; nothing was
   * written.
   */
  isDoubtful: boolean
  /** Another living process uses the name; nothing was written. */
  isDisplaced: boolean
}

interface TickRow {
  next_attention_at: number | null
  is_off: boolean
  is_doubtful: boolean
  is_displaced: boolean
}

/**
 * Commits the watermark of an ingest process and the other facts that the checker needs. Records
 * outages that end with it.
 */
export async function tick(pool: Pool, said: Tick): Promise<Ticked> {
  const { rows } = await pool.query<TickRow>({
    name: 'ingest_tick',
    text: `SELECT * FROM ingest_tick($1, to_timestamp($2 / 1000.0), make_interval(secs => $3 / 1000.0), make_interval(secs => $4 / 1000.0), $5)`,
    values: [said.node, said.upTo, said.outageAfterMs, said.minRecoveryMs, JSON.stringify(toJson(said))],
  })
  const row = rows[0]!
  return {
    ...{ attentionAt: row.next_attention_at, isOff: row.is_off },
    ...{ isDoubtful: row.is_doubtful, isDisplaced: row.is_displaced },
  }
}

function toJson(said: Tick) {
  return {
    instance: said.instance,
    at: said.at,
    ...(said.deafSince !== null && { deafSince: said.deafSince }),
    ...(said.deaf.length > 0 && { deaf: said.deaf }),
    ...(said.refused.length > 0 && { refused: said.refused.map((hash) => hash.toString('base64')) }),
    ...(said.isHolding && { holdSince: said.at }),
    ...(said.holdEndedAfterMs !== null && { holdEndedAfter: said.holdEndedAfterMs }),
    ...(said.isLeaving && { isLeaving: true }),
    ...(said.begins && { begins: true }),
  }
}

/**
 * Asks the database for its time. `sent` and `received` are monotonic ms; `serverMs` is the
 * database's clock between them.
 */
export async function sampleClock(pool: Pool): Promise<{ sent: number; received: number; serverMs: number }> {
  const client = await pool.connect()
  let isBroken = true
  try {
    const sent = performance.now()
    const { rows } = await client.query<{ now: string }>({
      name: 'clock',
      text: `SELECT (extract(epoch FROM clock_timestamp()) * 1000)::text AS now`,
    })
    isBroken = false
    return { sent, received: performance.now(), serverMs: Number(rows[0]!.now) }
  } finally {
    client.release(isBroken)
  }
}

/**
 * Creates the partition for beats of the day of `at` (ms) if it is missing. Gives up after 200 ms
 * if it cannot get the lock.
 */
export async function ensureBeatPartition(pool: Pool, at: number): Promise<void> {
  await pool.query(`SELECT ensure_beat_partitions((to_timestamp($1 / 1000.0) AT TIME ZONE 'UTC')::date, 1)`, [at])
}
