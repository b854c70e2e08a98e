import type { Pool } from 'pg'
import { newId } from '@/lib/base/ids'
import { NOTIFY_OWNERS_AFTER_MS } from '@/lib/core/delivery/failing-channel'
import { derivedId } from '../derived-id'

/** A failing channel whose owners must be notified. Instants are milliseconds. */
export interface FailingChannel {
  workspaceId: string
  workspaceName: string
  timezone: string
  channelId: string
  name: string
  kind: string
  failingSince: number
  reason: string
}

/** The event of a delivery about a failing channel. */
export interface FailingFacts {
  at: string
  reason: string
  part: null
  channelId: string
  channelName: string
  channelKind: string
}

/**
 * Claims failing channels whose owners must be notified now, for `leaseMs`: no other worker
 * notifies them in that time.
 */
export async function claimFailing(
  pool: Pool,
  { limit, leaseMs }: { limit: number; leaseMs: number },
): Promise<FailingChannel[]> {
  const { rows } = await pool.query({
    name: 'claim_failing',
    text: `UPDATE channel c SET tell_at = clock_timestamp() + make_interval(secs => $2 / 1000.0)
      FROM workspace w WHERE w.id = c.workspace_id AND (c.workspace_id, c.id) IN (
        SELECT d.workspace_id, d.id FROM channel d JOIN workspace v ON v.id = d.workspace_id AND v.delete_after IS NULL
        WHERE d.tell_at <= clock_timestamp() AND d.failing_since IS NOT NULL
        ORDER BY d.tell_at LIMIT $1 FOR NO KEY UPDATE OF d SKIP LOCKED
      )
      RETURNING c.workspace_id, w.name AS workspace_name, w.timezone, c.id, c.name, c.kind, c.failing_since, c.last_error`,
    values: [limit, leaseMs],
  })
  return rows.map((row) => ({
    workspaceId: row.workspace_id,
    workspaceName: row.workspace_name,
    timezone: row.timezone,
    channelId: row.id,
    name: row.name,
    kind: row.kind,
    failingSince: row.failing_since,
    reason: row.last_error ?? 'The last try failed.',
  }))
}

/** Addresses of the owners of a workspace. */
export async function loadOwners(pool: Pool, workspaceId: string): Promise<string[]> {
  const { rows } = await pool.query<{ email: string }>({
    name: 'owners_of',
    text: 'SELECT email FROM owners_of($1)',
    values: [workspaceId],
  })
  return rows.map((row) => row.email)
}

/** Queues the message for every other working channel of these kinds. Returns how many there are. */
export async function notifyOtherChannels(
  pool: Pool,
  { workspaceId, channelId, name, kind, failingSince, reason }: FailingChannel,
  { kinds }: { kinds: readonly string[] },
): Promise<number> {
  const at = new Date(failingSince).toISOString()
  const event: FailingFacts = { at, reason, part: null, channelId, channelName: name, channelKind: kind }
  const { rows } = await pool.query<{ count: number }>({
    name: 'tell_other_channels',
    text: `WITH other AS (
        SELECT c.id FROM channel c WHERE c.workspace_id = $1 AND c.id <> $2 AND c.failing_since IS NULL AND c.kind = ANY($3)
      ), told AS (
        INSERT INTO delivery (workspace_id, id, channel_id, type, event_key, event)
        SELECT $1::uuid, ${derivedId('$4::uuid', 'o.id')}, o.id, 'channel.failing',
          'failing:' || $2::uuid || ':' || $5::text, $6::jsonb FROM other o
        ON CONFLICT (workspace_id, channel_id, event_key) DO NOTHING
      ) SELECT count(*) AS count FROM other`,
    values: [workspaceId, channelId, kinds, newId(), at, JSON.stringify(event)],
  })
  return rows[0]?.count ?? 0
}

/**
 * Records that the owners were notified about this failure. A failure that began later gets its own
 * message.
 */
export async function recordNotified(
  pool: Pool,
  { workspaceId, channelId, failingSince }: FailingChannel,
): Promise<void> {
  await pool.query({
    name: 'record_notified',
    // Instants are sent as milliseconds.
    text: `UPDATE channel SET tell_at = NULL WHERE workspace_id = $1 AND id = $2
      AND abs(extract(epoch FROM failing_since) * 1000 - $3) < 1`,
    values: [workspaceId, channelId, failingSince],
  })
}

/**
 * Marks channels of a kind as failing if a delivery was due for `NOTIFY_OWNERS_AFTER_MS` and no worker
 * took it, because none can send to the kind.
 */
export async function noteUnsent(pool: Pool, { kind, reason }: { kind: string; reason: string }): Promise<void> {
  await pool.query({
    name: 'note_unsent',
    text: `UPDATE channel c SET failing_since = clock_timestamp(), last_error_at = clock_timestamp(), tell_at = clock_timestamp(),
        last_error = $2
      WHERE c.failing_since IS NULL AND c.kind = $1 AND (c.workspace_id, c.id) IN (
        SELECT d.workspace_id, d.channel_id FROM delivery d WHERE d.state = 'pending' AND d.digest_id IS NULL
          AND d.lease_token IS NULL AND d.next_attempt_at < clock_timestamp() - make_interval(secs => $3 / 1000.0))`,
    values: [kind, reason, NOTIFY_OWNERS_AFTER_MS],
  })
}
