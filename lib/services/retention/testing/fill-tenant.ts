import pg, { type Pool } from 'pg'
import { NO_ID } from '@/lib/base/ids'
import { testId } from '@/lib/base/testing/test-id'

/** The person behind what `fillTenant` writes; must be there. */
export const ADA = testId('usr_ada')

export interface Tenant {
  workspaceId: string
  monitorIds: readonly string[]
}

/**
 * One statement a tenant table, in an order that foreign keys allow. Those of a monitor's own rows are run for each monitor (`$2`). Ids of
 * other kinds are the same as those of the workspace or of the monitor.
 * A new table needs a statement here, so that its rows are seen to go with their workspace and their monitor.
 */
const OF_WORKSPACE: Record<string, string> = {
  workspace: `INSERT INTO workspace (id, name) VALUES ($1, 'Ada')`,
  membership: `INSERT INTO membership (workspace_id, user_id, role) VALUES ($1, '${ADA}', 'owner')`,
  session: `INSERT INTO session (id, user_id, workspace_id, expires_at) VALUES ($1, '${ADA}', $1, now())`,
  invitation: `INSERT INTO invitation (workspace_id, id, email, role, token_hash, invited_by, invited_by_label, expires_at)
    VALUES ($1, $1, 'dan@example.com', 'viewer', $1::text::bytea, '${ADA}', 'ada@example.com', now())`,
  api_key: `INSERT INTO api_key (workspace_id, id, name, access, hash, prefix) VALUES ($1, $1, 'ci', 'read', $1::text::bytea, 'ldr_')`,
  audit_event: `INSERT INTO audit_event (workspace_id, id, actor_kind, actor_label, action)
    VALUES ($1, $1, 'user', 'ada@example.com', 'monitor.deleted')`,
  usage_day: `INSERT INTO usage_day (workspace_id, day, beats) VALUES ($1, (clock_timestamp() AT TIME ZONE 'UTC')::date, 2)`,
  channel: `INSERT INTO channel (workspace_id, id, kind, name, config) VALUES ($1, $1, 'email', 'mail', '{}')`,
}

const OF_MONITOR: Record<string, string> = {
  monitor: `INSERT INTO monitor (workspace_id, id, name, schedule, grace_seconds) VALUES ($1, $2, 'etl', '{"type":"none"}', 0)`,
  monitor_state: `INSERT INTO monitor_state (workspace_id, monitor_id) VALUES ($1, $2)`,
  heartbeat_key: `INSERT INTO heartbeat_key (workspace_id, id, monitor_id, hash, label, ciphertext)
    VALUES ($1, $2, $2, $2::text::bytea, 'main', '')`,
  monitor_channel: `INSERT INTO monitor_channel (workspace_id, monitor_id, channel_id) VALUES ($1, $2, $1)`,
  postponed: `INSERT INTO postponed (workspace_id, monitor_id, since_at, until_at) VALUES ($1, $2, now(), now())`,
  run: `INSERT INTO run (workspace_id, id, monitor_id, number, state, last_beat_at, silent_from_at)
    VALUES ($1, $2, $2, 1, 'running', now(), now())`,
  run_part: `INSERT INTO run_part (workspace_id, run_id, step, shard, position, state, started_at, last_beat_at)
    VALUES ($1, $2, 'load', '', 0, 'running', now(), now())`,
  beat: `INSERT INTO beat (workspace_id, monitor_id, seq, received_at, signal)
    SELECT $1::uuid, $2::uuid, n, clock_timestamp() - n % 2 * interval '1 day', 'l' FROM generate_series(1, 4500) n`,
  beat_idempotency: `INSERT INTO beat_idempotency (workspace_id, monitor_id, key, seq, received_at) VALUES ($1, $2, 'k', 1, now())`,
  flip: `INSERT INTO flip (workspace_id, id, monitor_id, version, from_status, to_status, at, reason)
    VALUES ($1, $2, $2, 1, 'up', 'down', now(), 'missed')`,
  incident: `INSERT INTO incident (workspace_id, id, monitor_id, opened_at, reason, open_flip_id)
    VALUES ($1, $2, $2, now(), 'missed', $2)`,
  delivery: `INSERT INTO delivery (workspace_id, id, channel_id, type, event_key, monitor_id, event)
    VALUES ($1, $2, $1, 'monitor.down', 'flip:' || $2, $2, '{}')`,
  unjudged: `INSERT INTO unjudged (workspace_id, outage_seq, monitor_id, expected_at, run_id) VALUES ($1, 1, $2, now(), '${NO_ID}')`,
}

/** The tables that `fillTenant` fills. */
export const FILLED = [...Object.keys(OF_WORKSPACE), ...Object.keys(OF_MONITOR)].toSorted()

/** Puts a row into every tenant table; into those of monitors one for each, and so many beats that one batch does not hold them. */
export async function fillTenant(pool: Pool, { workspaceId, monitorIds }: Tenant): Promise<void> {
  // Written into the text, since one value stands for several types.
  const fill = (sql: string, monitorId = '') =>
    pool.query(sql.replaceAll('$1', pg.escapeLiteral(workspaceId)).replaceAll('$2', pg.escapeLiteral(monitorId)))
  for (const sql of Object.values(OF_WORKSPACE)) await fill(sql)
  for (const monitorId of monitorIds) {
    for (const sql of Object.values(OF_MONITOR)) await fill(sql, monitorId)
  }
}

interface TenantTable {
  name: string
  /** What a row has of its workspace, and of its monitor. Null: it belongs to none. */
  workspace: string
  monitor: string | null
}

/** Every table with rows of workspaces, by the catalog. */
export async function listTenantTables(pool: Pool): Promise<TenantTable[]> {
  const has = (column: string) =>
    `EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = '${column}' AND NOT a.attisdropped)`
  const { rows } = await pool.query<TenantTable>(
    `SELECT c.relname AS name, CASE WHEN c.relname = 'workspace' THEN 'id' ELSE 'workspace_id' END AS workspace,
       CASE WHEN c.relname = 'monitor' THEN 'id' WHEN ${has('monitor_id')} THEN 'monitor_id'
         WHEN ${has('run_id')} THEN $1 END AS monitor
     FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND (c.relname = 'workspace' OR ${has('workspace_id')}) ORDER BY 1`,
    ['run_id'],
  )
  return rows
}

/** How many rows each table has of a workspace, by `table` and `table monitor`. */
export async function countRows(pool: Pool, workspaceId: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { name, workspace, monitor } of await listTenantTables(pool)) {
    const { rows } = await pool.query<{ of: string | null; n: number }>(
      `SELECT ${monitor ?? 'NULL'} AS of, count(*)::int AS n FROM ${name} WHERE ${workspace} = $1 GROUP BY 1`,
      [workspaceId],
    )
    for (const { of, n } of rows) counts[of === null ? name : `${name} ${of}`] = n
  }
  return counts
}
