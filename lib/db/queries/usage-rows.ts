import type { WorkspaceClient } from '@/lib/db/walls'

/**
 * Beats of a workspace by day in UTC, oldest first, `days` of them, today included. A monitor's `seq` has no gaps: what lies
 * between the first and the last of a day is counted without being read.
 */
export async function countBeatsByDay(
  client: WorkspaceClient,
  { workspaceId, days, now }: { workspaceId: string; days: number; now: Date },
): Promise<{ day: string; count: number }[]> {
  const { rows } = await client.query<{ day: string; count: number }>(
    `SELECT to_char(d.day, 'YYYY-MM-DD') AS day, coalesce(sum(l.seq - f.seq + 1), 0)::float8 AS count
     FROM generate_series(($2::timestamptz AT TIME ZONE 'UTC')::date - $3::int + 1, ($2::timestamptz AT TIME ZONE 'UTC')::date,
       interval '1 day') AS d(day)
     LEFT JOIN monitor m ON m.workspace_id = $1
     LEFT JOIN LATERAL (SELECT b.seq FROM beat b WHERE b.workspace_id = $1 AND b.monitor_id = m.id
       AND b.received_at >= d.day AT TIME ZONE 'UTC' AND b.received_at < (d.day + interval '1 day') AT TIME ZONE 'UTC'
       ORDER BY b.seq LIMIT 1) AS f ON true
     LEFT JOIN LATERAL (SELECT b.seq FROM beat b WHERE f.seq IS NOT NULL AND b.workspace_id = $1 AND b.monitor_id = m.id
       AND b.received_at >= d.day AT TIME ZONE 'UTC' AND b.received_at < (d.day + interval '1 day') AT TIME ZONE 'UTC'
       ORDER BY b.seq DESC LIMIT 1) AS l ON true
     GROUP BY d.day ORDER BY d.day`,
    [workspaceId, now.toISOString(), days],
  )
  return rows
}
