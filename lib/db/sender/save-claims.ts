import type { ClientBase } from 'pg'
import type { Recipients } from './finish-delivery'

export interface Claim {
  workspaceId: string
  id: string
  token: string
  /** For the first try. Null: an earlier try has stored it. */
  body: string | null
}

/** A delivery on which we hold the lease. */
export interface LeasedDelivery {
  workspaceId: string
  id: string
  token: string
  /** Counts from 1. */
  attempt: number
  body: string
  /** For a mail: the results of earlier tries. Null: none. */
  recipients: Recipients | null
}

/**
 * Leases deliveries of channels whose rows are locked. The end of the lease is also the next due
 * time, so no sender takes them before. A sender that died leaves no other trace.
 */
export async function saveClaims(
  client: ClientBase,
  claims: readonly Claim[],
  { leaseMs }: { leaseMs: number },
): Promise<LeasedDelivery[]> {
  const { rows } = await client.query({
    text: `UPDATE delivery d SET attempt = d.attempt + 1, lease_token = w.token, body = coalesce(d.body, w.body),
        lease_until = clock_timestamp() + make_interval(secs => $5 / 1000.0),
        next_attempt_at = clock_timestamp() + make_interval(secs => $5 / 1000.0)
      FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) AS w(workspace_id, id, token, body)
      WHERE d.workspace_id = w.workspace_id AND d.id = w.id AND d.state = 'pending'
      RETURNING d.workspace_id, d.id, d.lease_token, d.attempt, d.body, d.recipients`,
    values: [
      claims.map((c) => c.workspaceId),
      claims.map((c) => c.id),
      claims.map((c) => c.token),
      claims.map((c) => c.body),
      leaseMs,
    ],
  })
  return rows.map((row) => ({
    workspaceId: row.workspace_id,
    id: row.id,
    token: row.lease_token,
    attempt: row.attempt,
    body: row.body,
    recipients: row.recipients,
  }))
}
