import type { ClientBase, Pool } from 'pg'
import { newId } from '@/lib/base/ids'
import { ADVISORY_LOCKS } from '../advisory-locks'

/** Only one first start at a time creates the first workspace. Held until the transaction ends. */
export async function lockInstallation(client: ClientBase): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock($1)', [ADVISORY_LOCKS.installation])
}

export async function hasWorkspace(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query('SELECT 1 FROM workspace LIMIT 1')
  return rows.length > 0
}

export async function insertFirstWorkspace(
  client: ClientBase,
  { name, ownerEmail, timezone }: { name: string; ownerEmail: string; timezone: string },
): Promise<string> {
  const workspaceId = newId()
  await client.query(
    `WITH w AS (INSERT INTO workspace (id, name, timezone) VALUES ($1, $2, $3) RETURNING id),
       u AS (
         -- The operator of the server gave this address, so it counts as verified.
         INSERT INTO app_user (id, email, name, email_verified_at) VALUES ($4, $5, $6, clock_timestamp()) RETURNING id
       )
     INSERT INTO membership (workspace_id, user_id, role) SELECT w.id, u.id, 'owner' FROM w, u`,
    [workspaceId, name, timezone, newId(), ownerEmail, ownerEmail.split('@')[0]],
  )
  return workspaceId
}

export async function insertApiKey(
  client: ClientBase,
  key: { workspaceId: string; name: string; access: 'read' | 'write'; hash: Buffer; prefix: string },
): Promise<void> {
  await client.query(
    'INSERT INTO api_key (workspace_id, id, name, access, hash, prefix) VALUES ($1, $2, $3, $4, $5, $6)',
    [key.workspaceId, newId(), key.name, key.access, key.hash, key.prefix],
  )
}

export async function insertMonitor(
  client: ClientBase,
  monitor: {
    workspaceId: string
    id: string
    name: string
    schedule: object
    graceSeconds: number
    key: { hash: Buffer; ciphertext: Buffer }
  },
): Promise<void> {
  const { workspaceId, id, name, schedule, graceSeconds, key } = monitor
  await client.query(
    'INSERT INTO monitor (workspace_id, id, name, schedule, grace_seconds) VALUES ($1, $2, $3, $4, $5)',
    [workspaceId, id, name, JSON.stringify(schedule), graceSeconds],
  )
  await client.query('INSERT INTO monitor_state (workspace_id, monitor_id) VALUES ($1, $2)', [workspaceId, id])
  await client.query(
    `INSERT INTO heartbeat_key (hash, id, workspace_id, monitor_id, label, ciphertext) VALUES ($1, $2, $3, $4, 'main', $5)`,
    [key.hash, newId(), workspaceId, id, key.ciphertext],
  )
}

export interface StoredKey {
  workspaceId: string
  monitorId: string
  hash: Buffer
  ciphertext: Buffer
}

const STORED_KEY = 'k.workspace_id AS "workspaceId", k.monitor_id AS "monitorId", k.hash, k.ciphertext'

/** The main key of the oldest monitor with this name. Null: there is none (any more). */
export async function findMainKey(client: ClientBase, name: string): Promise<StoredKey | null> {
  const { rows } = await client.query<StoredKey>(
    `SELECT ${STORED_KEY} FROM monitor m JOIN heartbeat_key k ON k.workspace_id = m.workspace_id AND k.monitor_id = m.id
     WHERE m.name = $1 AND m.deleted_at IS NULL AND k.signal IS NULL AND k.disabled_at IS NULL AND k.retires_at IS NULL
     ORDER BY m.created_at LIMIT 1`,
    [name],
  )
  return rows[0] ?? null
}

/**
 * The oldest heartbeat key, to test the installation's secrets with it. A newer key may be
 * encrypted with the newest secret only. Null: there is none.
 */
export async function findOldestKey(client: Pool | ClientBase): Promise<StoredKey | null> {
  const { rows } = await (client as Pool).query<StoredKey>(
    `SELECT ${STORED_KEY} FROM heartbeat_key k ORDER BY k.id LIMIT 1`,
  )
  return rows[0] ?? null
}

export async function hasSession(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query('SELECT 1 FROM session LIMIT 1')
  return rows.length > 0
}

/** The user with this address or, with null, the first owner. Null: there is none. */
export async function findUserId(client: ClientBase, email: string | null): Promise<string | null> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT u.id FROM app_user u JOIN membership m ON m.user_id = u.id
     WHERE CASE WHEN $1::text IS NULL THEN m.role = 'owner' ELSE u.email = lower($1) END
     ORDER BY m.created_at, u.id LIMIT 1`,
    [email],
  )
  return rows[0]?.id ?? null
}

/** Stores a link and removes the person's unused ones. */
export async function replaceSignInLink(
  client: ClientBase,
  { userId, hash, lifeSeconds }: { userId: string; hash: Buffer; lifeSeconds: number },
): Promise<void> {
  await client.query('DELETE FROM sign_in_link WHERE user_id = $1 AND used_at IS NULL', [userId])
  await client.query(
    `INSERT INTO sign_in_link (hash, user_id, expires_at) VALUES ($1, $2, clock_timestamp() + make_interval(secs => $3))`,
    [hash, userId, lifeSeconds],
  )
}
