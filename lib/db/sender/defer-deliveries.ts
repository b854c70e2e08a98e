import type { ClientBase } from 'pg'
import { noteFailure } from './note-channel'

export interface Deferred {
  workspaceId: string
  id: string
  untilAt: number
}

/** Defers deliveries that must wait for another one or for the next digest. */
export async function deferDeliveries(client: ClientBase, deferred: readonly Deferred[]): Promise<void> {
  await client.query({
    text: `UPDATE delivery d SET next_attempt_at = to_timestamp(w.until_at / 1000.0)
      FROM unnest($1::uuid[], $2::uuid[], $3::float8[]) AS w(workspace_id, id, until_at)
      WHERE d.workspace_id = w.workspace_id AND d.id = w.id AND d.state = 'pending'`,
    values: [deferred.map((p) => p.workspaceId), deferred.map((p) => p.id), deferred.map((p) => p.untilAt)],
  })
}

export interface DeadLetter {
  workspaceId: string
  /** The channel that caused the failure. Null: none. */
  channelId: string | null
  id: string
  reason: string
}

/**
 * Makes deliveries dead letters without a further try, each with the reason in its log. If the
 * channel caused it, the channel gets the reason too.
 */
export async function deadLetterDeliveries(client: ClientBase, deadLetters: readonly DeadLetter[]): Promise<void> {
  await client.query({
    text: `UPDATE delivery d SET state = 'dead', ended_at = clock_timestamp(), lease_token = NULL, lease_until = NULL,
        log = d.log || jsonb_build_object('at', to_char(clock_timestamp(), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'outcome', 'refused', 'reason', w.reason)
      FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS w(workspace_id, id, reason)
      WHERE d.workspace_id = w.workspace_id AND (d.id = w.id OR (d.digest_id = w.id AND d.state = 'pending'))`,
    values: [deadLetters.map((b) => b.workspaceId), deadLetters.map((b) => b.id), deadLetters.map((b) => b.reason)],
  })
  for (const { workspaceId, channelId, reason } of new Map(deadLetters.map((b) => [b.channelId, b])).values()) {
    if (channelId !== null) await noteFailure(client, { workspaceId, channelId, reason, isFinal: true })
  }
}
