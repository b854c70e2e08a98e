import type { ClientBase } from 'pg'

export interface ChannelRef {
  workspaceId: string
  channelId: string
}

export interface LockedChannel extends ChannelRef {
  kind: string
  config: Record<string, unknown>
  ciphertext: Buffer | null
  /** The whole URL of a webhook. */
  secretCiphertext: Buffer | null
  /** The old secret, while it still signs together with the new one. Null: there is none. */
  oldCiphertext: Buffer | null
  lastDigestAt: number | null
  /** The database's clock. */
  now: number
}

/**
 * Locks these channels for a short claim; channels that another sender has locked are left out. The
 * weaker row lock lets ingest and checker add deliveries, whose foreign key reads the channel.
 */
export async function lockChannels(client: ClientBase, channels: readonly ChannelRef[]): Promise<LockedChannel[]> {
  const { rows } = await client.query({
    text: `SELECT c.workspace_id, c.id, c.kind, c.config, c.ciphertext, c.secret_ciphertext, c.last_digest_at, clock_timestamp() AS now,
        CASE WHEN c.old_secret_until > clock_timestamp() THEN c.old_ciphertext END AS old_ciphertext
      FROM channel c JOIN workspace w ON w.id = c.workspace_id AND w.delete_after IS NULL
      WHERE (c.workspace_id, c.id) IN (SELECT * FROM unnest($1::uuid[], $2::uuid[]))
      ORDER BY c.workspace_id, c.id FOR NO KEY UPDATE OF c SKIP LOCKED`,
    values: [channels.map((c) => c.workspaceId), channels.map((c) => c.channelId)],
  })
  return rows.map((row) => ({
    workspaceId: row.workspace_id,
    channelId: row.id,
    kind: row.kind,
    config: row.config,
    ciphertext: row.ciphertext,
    secretCiphertext: row.secret_ciphertext,
    oldCiphertext: row.old_ciphertext,
    lastDigestAt: row.last_digest_at,
    now: row.now,
  }))
}
