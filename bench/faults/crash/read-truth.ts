import pg from 'pg'
import { signalWord } from '@/lib/db/ingest/signal-bytes'

export interface BeatRow {
  monitor: string
  seq: number
  receivedAt: number
  signal: string
  message: string | null
  step: string | null
  shard: string | null
}

export interface FlipRow {
  id: string
  monitor: string
  version: number
  from: string
  to: string
  at: number
  reason: string
}

export interface DeliveryRow {
  id: string
  channel: string
  type: string
  monitor: string | null
  flip: string | null
  outageSeq: number | null
  state: string
  attempt: number
  isLeaseOverdue: boolean
  digest: string | null
}

export interface RunRow {
  monitor: string
  key: string
  attempt: number
  state: string
  shardsExpected: number | null
  shardsSucceeded: number
}

/** Everything that the comparison needs, as it stood at one instant. */
export interface Truth {
  beats: BeatRow[]
  flips: FlipRow[]
  deliveries: DeliveryRow[]
  runs: RunRow[]
  states: {
    monitor: string
    status: string
    seq: number
    flipVersion: number
    openRunCount: number
    checkError: string | null
  }[]
  openIncidents: { monitor: string; count: number }[]
  keys: { monitor: string; key: string; seq: number }[]
  outages: { seq: number; startedAt: number; endedAt: number; recoversAt: number }[]
}

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`

/** Reads the store with statements of our own, in one snapshot. */
export async function readTruth(databaseUrl: string): Promise<Truth> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const read = async <T>(text: string) => (await client.query(text)).rows as T[]
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    return {
      beats:
        await read(`SELECT monitor_id AS monitor, seq::float8, ${ms('received_at')} AS "receivedAt", ${signalWord('signal')} AS signal, message, step, shard
        FROM beat WHERE workspace_id <> 'ffffffff-ffff-ffff-ffff-ffffffffffff' ORDER BY monitor_id, seq`),
      flips:
        await read(`SELECT id, monitor_id AS monitor, version, from_status AS "from", to_status AS "to", ${ms('at')} AS at, reason
        FROM flip ORDER BY monitor_id, version`),
      deliveries: await read(`SELECT d.id, c.name AS channel, d.type, d.monitor_id AS monitor, d.flip_id AS flip,
          d.outage_seq::float8 AS "outageSeq", d.state, d.attempt, d.digest_id AS digest,
          d.state = 'pending' AND d.lease_until < clock_timestamp() - interval '30 s' AS "isLeaseOverdue"
        FROM delivery d JOIN channel c ON c.workspace_id = d.workspace_id AND c.id = d.channel_id ORDER BY d.ordinal`),
      runs: await read(`SELECT monitor_id AS monitor, key, attempt, state, shards_expected AS "shardsExpected",
          shards_succeeded AS "shardsSucceeded" FROM run WHERE key IS NOT NULL`),
      states: await read(`SELECT monitor_id AS monitor, status, seq::float8, flip_version AS "flipVersion",
          open_run_count AS "openRunCount", check_error AS "checkError" FROM monitor_state`),
      openIncidents: await read(
        `SELECT monitor_id AS monitor, count(*)::int FROM incident WHERE closed_at IS NULL GROUP BY 1`,
      ),
      keys: await read('SELECT monitor_id AS monitor, key, seq::float8 FROM beat_idempotency'),
      outages: await read(`SELECT seq::float8, ${ms('started_at')} AS "startedAt", ${ms('ended_at')} AS "endedAt",
          ${ms('recovers_at')} AS "recoversAt" FROM outage ORDER BY seq`),
    }
  } finally {
    await client.end()
  }
}
