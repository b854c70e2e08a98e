import type { HeartbeatKey } from '../generated/client'
import type { WorkspaceTx } from '../workspace-db'
import { columns } from './columns'
import type { Plain } from './plain'
import { readDatabaseTime } from './read-database-time'
import { type SqlClient, sqlIn } from './sql-in'

const OF_KEY = [
  ...(['monitorId', 'id', 'label', 'signal', 'step', 'ciphertext', 'createdAt', 'disabledAt', 'retiresAt'] as const),
  ...(['replacesId', 'lastUsedAt', 'lastUsedIp', 'refusedAt', 'refusedIp', 'refusedFor', 'refusedCount'] as const),
] satisfies (keyof HeartbeatKey)[]

/** A heartbeat key with its recorded use. */
export type HeartbeatKeyRow = Plain<Pick<HeartbeatKey, (typeof OF_KEY)[number]>>

const COLUMNS = columns('k', OF_KEY)

// By the database's clock, by which beats are received; a Prisma filter could only use another one.
const NOT_RETIRED = '(retires_at IS NULL OR retires_at > clock_timestamp())'

/**
 * The keys of these monitors that have not retired, oldest first. The main key (no signal) comes
 * first, and a key that is being replaced comes after the others.
 */
export async function loadHeartbeatKeys(
  sql: SqlClient,
  workspaceId: string,
  monitorIds: readonly string[],
): Promise<HeartbeatKeyRow[]> {
  const { rows } = await sql.query<HeartbeatKeyRow>(
    `SELECT ${COLUMNS} FROM heartbeat_key k WHERE workspace_id = $1 AND monitor_id = ANY($2) AND ${NOT_RETIRED}
     ORDER BY signal IS NOT NULL, retires_at IS NOT NULL, id`,
    [workspaceId, monitorIds],
  )
  return rows
}

/**
 * The monitor's keys that have not retired, locked until the transaction ends, and the database's
 * time under the lock.
 */
export async function lockHeartbeatKeys(
  tx: WorkspaceTx,
  { workspaceId, monitorId }: { workspaceId: string; monitorId: string },
): Promise<{ keys: HeartbeatKeyRow[]; now: Date }> {
  const { rows } = await sqlIn(tx).query<HeartbeatKeyRow>(
    `SELECT ${COLUMNS} FROM heartbeat_key k WHERE workspace_id = $1 AND monitor_id = $2 AND ${NOT_RETIRED}
     ORDER BY id FOR UPDATE`,
    [workspaceId, monitorId],
  )
  return { keys: rows, now: await readDatabaseTime(tx) }
}

/** Whether the API key, or a key that it replaced, created this monitor. */
export async function hasMade(
  tx: WorkspaceTx,
  { workspaceId, keyId, monitorId }: { workspaceId: string; keyId: string; monitorId: string },
): Promise<boolean> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    WITH RECURSIVE line AS (
      SELECT id, replaces_id FROM api_key WHERE workspace_id = ${workspaceId} AND id = ${keyId}
      UNION
      SELECT k.id, k.replaces_id FROM api_key k JOIN line ON k.id = line.replaces_id WHERE k.workspace_id = ${workspaceId})
    SELECT id FROM monitor
    WHERE workspace_id = ${workspaceId} AND id = ${monitorId} AND made_by_key IN (SELECT id FROM line)`
  return rows.length === 1
}
