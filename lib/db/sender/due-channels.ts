import type { Pool } from 'pg'

export interface DueChannel {
  workspaceId: string
  channelId: string
  kind: string
  config: Record<string, unknown>
  /** How many due deliveries were seen. */
  waiting: number
}

const LOOK_AT = 5_000

/**
 * Channels to which something is due now, the longest waiting first. Looks at the 5,000 oldest due deliveries: where
 * these were not all (`isCut`), what cannot be served at the moment must be excepted, or it would hide the rest.
 */
export async function listDueChannels(
  pool: Pool,
  { exceptWorkspaces, exceptChannels }: { exceptWorkspaces: readonly string[]; exceptChannels: readonly string[] },
): Promise<{ channels: DueChannel[]; isCut: boolean }> {
  const { rows } = await pool.query({
    text: `SELECT c.workspace_id, c.id, c.kind, c.config, due.waiting FROM (
        SELECT workspace_id, channel_id, min(next_attempt_at) AS due_at, count(*) AS waiting FROM (
          SELECT workspace_id, channel_id, next_attempt_at FROM delivery
          WHERE state = 'pending' AND next_attempt_at <= clock_timestamp() AND digest_id IS NULL
            AND NOT workspace_id = ANY($1) AND NOT channel_id = ANY($2)
          ORDER BY next_attempt_at LIMIT $3
        ) AS oldest GROUP BY 1, 2
      ) AS due JOIN channel c ON c.workspace_id = due.workspace_id AND c.id = due.channel_id
      JOIN workspace w ON w.id = c.workspace_id AND w.delete_after IS NULL
      ORDER BY due.due_at`,
    values: [exceptWorkspaces, exceptChannels, LOOK_AT],
  })
  const waiting = rows.reduce((sum, row) => sum + row.waiting, 0)
  return {
    channels: rows.map((row) => ({
      workspaceId: row.workspace_id,
      channelId: row.id,
      kind: row.kind,
      config: row.config,
      waiting: row.waiting,
    })),
    isCut: waiting >= LOOK_AT,
  }
}

/** Milliseconds until the next delivery falls due that is not due yet. Null: there is none. */
export async function msUntilNextDue(pool: Pool): Promise<number | null> {
  const { rows } = await pool.query<{ ms: number | null }>({
    text: `SELECT (extract(epoch FROM min(next_attempt_at) - clock_timestamp()) * 1000)::float8 AS ms
      FROM delivery WHERE state = 'pending' AND next_attempt_at > clock_timestamp()`,
  })
  return rows[0]?.ms ?? null
}
