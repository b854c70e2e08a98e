import type { ClientBase, Pool } from 'pg'

type Queryable = Pick<Pool | ClientBase, 'query'>

/** A heartbeat key with its recorded use. Instants are milliseconds. */
export interface HeartbeatKeyRow {
  monitorId: string
  id: string
  label: string
  signal: string | null
  step: string | null
  ciphertext: Buffer
  createdAt: number
  disabledAt: number | null
  retiresAt: number | null
  replacesId: string | null
  lastUsedAt: number | null
  lastUsedIp: string | null
  refusedAt: number | null
  refusedIp: string | null
  refusedFor: string | null
  refusedCount: number
}

const COLUMNS = `monitor_id AS "monitorId", id, label, signal, step, ciphertext, created_at AS "createdAt",
  disabled_at AS "disabledAt", retires_at AS "retiresAt", replaces_id AS "replacesId", last_used_at AS "lastUsedAt",
  last_used_ip AS "lastUsedIp", refused_at AS "refusedAt", refused_ip AS "refusedIp", refused_for AS "refusedFor",
  refused_count AS "refusedCount"`

const NOT_RETIRED = '(retires_at IS NULL OR retires_at > clock_timestamp())'

/**
 * The keys of these monitors that have not retired, oldest first. The main key (no signal) comes
 * first, and a key that is being replaced comes after the others.
 */
export async function loadHeartbeatKeys(
  db: Queryable,
  workspaceId: string,
  monitorIds: readonly string[],
): Promise<HeartbeatKeyRow[]> {
  const { rows } = await db.query<HeartbeatKeyRow>(
    `SELECT ${COLUMNS} FROM heartbeat_key WHERE workspace_id = $1 AND monitor_id = ANY($2) AND ${NOT_RETIRED}
     ORDER BY signal IS NOT NULL, retires_at IS NOT NULL, id`,
    [workspaceId, monitorIds],
  )
  return rows
}

interface KeyRef {
  workspaceId: string
  keyId: string
}

/** The monitor's keys that have not retired, locked until the transaction ends. */
export async function lockHeartbeatKeys(
  db: Queryable,
  { workspaceId, monitorId }: { workspaceId: string; monitorId: string },
): Promise<HeartbeatKeyRow[]> {
  const { rows } = await db.query<HeartbeatKeyRow>(
    `SELECT ${COLUMNS} FROM heartbeat_key WHERE workspace_id = $1 AND monitor_id = $2 AND ${NOT_RETIRED}
     ORDER BY id FOR UPDATE`,
    [workspaceId, monitorId],
  )
  return rows
}

/**
 * Lets a key work for this many more seconds, by the database's clock (beats are received by the
 * same clock).
 */
export async function retireHeartbeatKey(
  db: Queryable,
  { workspaceId, keyId }: KeyRef,
  seconds: number,
): Promise<void> {
  await db.query(
    `UPDATE heartbeat_key SET retires_at = clock_timestamp() + make_interval(secs => $3) WHERE workspace_id = $1 AND id = $2`,
    [workspaceId, keyId, seconds],
  )
}

/** Disables or enables a key. Returns whether that changed anything. */
export async function switchHeartbeatKey(
  db: Queryable,
  { workspaceId, keyId }: KeyRef,
  to: 'on' | 'off',
): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE heartbeat_key SET disabled_at = CASE WHEN $3 THEN NULL ELSE clock_timestamp() END
     WHERE workspace_id = $1 AND id = $2 AND (disabled_at IS NULL) <> $3`,
    [workspaceId, keyId, to === 'on'],
  )
  return rowCount === 1
}

export async function deleteHeartbeatKeyRow(db: Queryable, { workspaceId, keyId }: KeyRef): Promise<void> {
  await db.query('DELETE FROM heartbeat_key WHERE workspace_id = $1 AND id = $2', [workspaceId, keyId])
}

export async function insertHeartbeatKey(
  db: Queryable,
  key: {
    workspaceId: string
    monitorId: string
    id: string
    label: string
    signal: string | null
    step: string | null
    hash: Buffer
    ciphertext: Buffer
    replacesId: string
  },
): Promise<void> {
  const { workspaceId, monitorId, id, label, signal, step, hash, ciphertext, replacesId } = key
  await db.query(
    `INSERT INTO heartbeat_key (workspace_id, monitor_id, id, label, signal, step, hash, ciphertext, replaces_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [workspaceId, monitorId, id, label, signal, step, hash, ciphertext, replacesId],
  )
}

/** Whether the API key, or a key that it replaced, created this monitor. */
export async function hasMade(
  db: Queryable,
  { workspaceId, keyId, monitorId }: { workspaceId: string; keyId: string; monitorId: string },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `WITH RECURSIVE line AS (
       SELECT id, replaces_id FROM api_key WHERE workspace_id = $1 AND id = $2
       UNION
       SELECT k.id, k.replaces_id FROM api_key k JOIN line ON k.id = line.replaces_id WHERE k.workspace_id = $1)
     SELECT FROM monitor WHERE workspace_id = $1 AND id = $3 AND made_by_key IN (SELECT id FROM line)`,
    [workspaceId, keyId, monitorId],
  )
  return rowCount === 1
}
