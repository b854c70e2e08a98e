import type { Pool } from 'pg'

/**
 * Cancels pending deliveries of workspaces that are being deleted: no one gets a message about
 * them. A try that is running is not cancelled.
 */
export async function cancelOfDeletedWorkspaces(pool: Pool): Promise<void> {
  await pool.query({
    name: 'cancel_of_deleted_workspaces',
    text: `UPDATE delivery d SET state = 'cancelled', ended_at = clock_timestamp(), lease_token = NULL, lease_until = NULL
      FROM workspace w WHERE w.delete_after IS NOT NULL AND d.workspace_id = w.id AND d.state = 'pending'
        AND (d.lease_until IS NULL OR d.lease_until < clock_timestamp())`,
  })
}
