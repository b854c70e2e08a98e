import type { Pool } from 'pg'
import { beatsOfDay, boundsOfDay } from '@/lib/db/queries/usage-rows'

const HOUR_MS = 3_600_000
const KEPT_DAYS = 400
const BITE = 5

/** Days in UTC, oldest first, whose beats are still there and which are over since an hour, so that none is on its way. */
export async function listClosedDays(pool: Pool, now: number): Promise<string[]> {
  const { rows } = await pool.query<{ day: string }>(
    `SELECT to_char(d.day, 'YYYY-MM-DD') AS day
     FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     CROSS JOIN LATERAL (SELECT to_date(right(c.relname, 8), 'YYYYMMDD') AS day) AS d
     WHERE i.inhparent = 'beat'::regclass AND c.relname ~ '^beat_[0-9]{8}$'
       AND d.day < ($1::timestamptz AT TIME ZONE 'UTC')::date AND d.day >= ($1::timestamptz AT TIME ZONE 'UTC')::date - $2::int
     ORDER BY d.day`,
    [new Date(now - HOUR_MS).toISOString(), KEPT_DAYS],
  )
  return rows.map(({ day }) => day)
}

/** The next few workspaces after `after` whose beats of a day are not counted yet. Those whose time is over are left to the purge. */
export async function listUncounted(pool: Pool, { day, after }: { day: string; after: string }): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT w.id FROM workspace w
     WHERE w.id > $1 AND w.created_at < $3::timestamptz
       AND (w.delete_after IS NULL OR w.delete_after > clock_timestamp())
       AND NOT EXISTS (SELECT FROM usage_day u WHERE u.workspace_id = w.id AND u.day = $2::date)
     ORDER BY w.id LIMIT ${BITE}`,
    [after, day, boundsOfDay(day)[1]],
  )
  return rows.map(({ id }) => id)
}

/** Keeps how many beats these workspaces had on a day, if nobody has yet. Answers how many counts it kept. */
export async function rollUpDay(
  pool: Pool,
  { day, workspaceIds }: { day: string; workspaceIds: readonly string[] },
): Promise<number> {
  const { rowCount } = await pool.query(
    `WITH due AS MATERIALIZED (SELECT w.id FROM workspace w WHERE w.id = ANY($1))
     INSERT INTO usage_day (workspace_id, day, beats)
     SELECT due.id, $2::date, ${beatsOfDay({ workspaceId: 'due.id', from: '$3::timestamptz', to: '$4::timestamptz' })}
     FROM due ORDER BY due.id
     ON CONFLICT DO NOTHING`,
    [workspaceIds, day, ...boundsOfDay(day)],
  )
  return rowCount ?? 0
}

/** Forgets the days of a workspace that are long past. Answers how many. */
export async function deleteOldUsage(pool: Pool, { workspaceId, now }: { workspaceId: string; now: number }) {
  const { rowCount } = await pool.query(
    `DELETE FROM usage_day WHERE workspace_id = $1 AND day < ($2::timestamptz AT TIME ZONE 'UTC')::date - $3::int`,
    [workspaceId, new Date(now - HOUR_MS).toISOString(), KEPT_DAYS],
  )
  return rowCount ?? 0
}
