import type { Pool } from 'pg'

export interface DueChannel {
  workspaceId: string
  channelId: string
  kind: string
  config: Record<string, unknown>
  /** How many due deliveries without a try were counted: all of them, or enough to detect a storm. */
  fresh: number
}

const LOOK_AT = 2_000
const COUNT_TO = 50
const CHANNELS = 5_000

/**
 * Channels of these kinds with a due delivery, the longest waiting first, at most 5,000. Usually
 * the oldest 2,000 due deliveries are all of them. If there are more, each channel is asked for its
 * own, so that a long queue hides no other channel.
 */
export async function listDueChannels(pool: Pool, { kinds }: { kinds: readonly string[] }): Promise<DueChannel[]> {
  const { rows } = await pool.query({ name: 'due_channels', text: dueChannels(OLDEST), values: [kinds, LOOK_AT] })
  const seen = rows.reduce((sum, row) => sum + row.seen, 0)
  if (seen < LOOK_AT) return toChannels(rows)
  const all = await pool.query({ name: 'all_due_channels', text: dueChannels(OF_EACH), values: [kinds, COUNT_TO] })
  return toChannels(all.rows)
}

/** Without channels of other kinds and of workspaces that are being deleted: their rows have no channel. */
function toChannels(rows: Record<string, never>[]): DueChannel[] {
  return rows
    .filter((row) => row.id !== null)
    .map((row) => ({
      workspaceId: row.workspace_id!,
      channelId: row.id!,
      kind: row.kind!,
      config: row.config!,
      fresh: row.fresh!,
    }))
}

const dueChannels = (due: string) => `WITH RECURSIVE ${due}
  SELECT due.workspace_id, c.id, c.kind, c.config, due.fresh, due.seen FROM due
  LEFT JOIN (channel c JOIN workspace w ON w.id = c.workspace_id AND w.delete_after IS NULL AND c.kind = ANY($1))
    ON c.workspace_id = due.workspace_id AND c.id = due.channel_id
  ORDER BY due.due_at LIMIT ${CHANNELS}`

const OLDEST = `due AS (
    SELECT workspace_id, channel_id, min(next_attempt_at) AS due_at,
      count(*) FILTER (WHERE attempt = 0) AS fresh, count(*) AS seen FROM (
      SELECT workspace_id, channel_id, next_attempt_at, attempt FROM delivery
      WHERE state = 'pending' AND next_attempt_at <= clock_timestamp() AND digest_id IS NULL
      ORDER BY next_attempt_at LIMIT $2
    ) AS oldest GROUP BY 1, 2
  )`

// Goes from one channel to the next through the index, without the rows between.
const OF_EACH = `waiting AS (
    (SELECT workspace_id, channel_id FROM delivery WHERE state = 'pending' AND digest_id IS NULL
      ORDER BY workspace_id, channel_id LIMIT 1)
    UNION ALL
    SELECT next.workspace_id, next.channel_id FROM waiting w, LATERAL (
      SELECT d.workspace_id, d.channel_id FROM delivery d
      WHERE d.state = 'pending' AND d.digest_id IS NULL AND (d.workspace_id, d.channel_id) > (w.workspace_id, w.channel_id)
      ORDER BY d.workspace_id, d.channel_id LIMIT 1
    ) AS next
  ), due AS (
    SELECT w.workspace_id, w.channel_id, first.due_at, new.fresh, 0 AS seen FROM waiting w CROSS JOIN LATERAL (
      SELECT d.next_attempt_at AS due_at FROM delivery d
      WHERE d.workspace_id = w.workspace_id AND d.channel_id = w.channel_id AND d.state = 'pending'
        AND d.digest_id IS NULL AND d.next_attempt_at <= clock_timestamp()
      ORDER BY d.workspace_id, d.channel_id, d.next_attempt_at LIMIT 1
    ) AS first CROSS JOIN LATERAL (
      SELECT count(*) AS fresh FROM (
        SELECT 1 FROM delivery d WHERE d.workspace_id = w.workspace_id AND d.channel_id = w.channel_id
          AND d.state = 'pending' AND d.digest_id IS NULL AND d.attempt = 0 AND d.next_attempt_at <= clock_timestamp() LIMIT $2
      ) AS counted
    ) AS new
  )`

/** Milliseconds until the next delivery that is not due yet becomes due. Null: there is none. */
export async function msUntilNextDue(pool: Pool): Promise<number | null> {
  const { rows } = await pool.query<{ ms: number | null }>({
    text: `SELECT (extract(epoch FROM min(next_attempt_at) - clock_timestamp()) * 1000)::float8 AS ms
      FROM delivery WHERE state = 'pending' AND next_attempt_at > clock_timestamp()`,
  })
  return rows[0]?.ms ?? null
}
