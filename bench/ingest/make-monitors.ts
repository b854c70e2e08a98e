import type { Pool } from 'pg'
import { newId } from '@/lib/base/ids'
import { createKeyring, newSecret } from '@/lib/base/secrets'

/** Makes monitors with a main key each, straight in the database. Returns the keys. */
export async function makeMonitors(
  pool: Pool,
  { count, secret }: { count: number; secret: string },
): Promise<string[]> {
  const keyring = createKeyring(secret)
  const workspaceId = newId()
  const rows = Array.from({ length: count }, () => ({ id: newId(), key: newSecret('ldb'), keyId: newId() }))
  const ids = rows.map((r) => r.id)
  await pool.query(`INSERT INTO workspace (id, name) VALUES ($1, 'bench')`, [workspaceId])
  await pool.query(
    `INSERT INTO monitor (workspace_id, id, name, schedule, grace_seconds, max_runtime_seconds)
     SELECT $1, id, 'bench ' || n, '{"type":"interval","seconds":3600}', 300, 3600 FROM unnest($2::uuid[]) WITH ORDINALITY AS t(id, n)`,
    [workspaceId, ids],
  )
  await pool.query(
    `INSERT INTO monitor_state (workspace_id, monitor_id) SELECT $1, id FROM unnest($2::uuid[]) AS t(id)`,
    [workspaceId, ids],
  )
  await pool.query(
    `INSERT INTO heartbeat_key (hash, id, workspace_id, monitor_id, label, ciphertext)
     SELECT hash, key_id, $1, id, 'main', '' FROM unnest($2::uuid[], $3::bytea[], $4::uuid[]) AS t(id, hash, key_id)`,
    [workspaceId, ids, rows.map((r) => keyring.hash(r.key)), rows.map((r) => r.keyId)],
  )
  return rows.map((r) => r.key)
}
