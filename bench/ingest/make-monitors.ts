import type { Pool } from 'pg'
import { newId } from '@/lib/base/ids'
import type { Keyring } from '@/lib/base/secrets'
import { encryptHeartbeatKey } from '@/lib/services/keys/heartbeat-url'

/** Makes monitors with a main key each, straight in the database. Returns the keys. */
export async function makeMonitors(
  pool: Pool,
  { count, keyring }: { count: number; keyring: Keyring },
): Promise<string[]> {
  const workspaceId = newId()
  const rows = Array.from({ length: count }, () => {
    const id = newId()
    return { id, keyId: newId(), ...encryptHeartbeatKey(keyring, { workspaceId, monitorId: id }) }
  })
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
     SELECT hash, key_id, $1, id, 'main', ciphertext
     FROM unnest($2::uuid[], $3::bytea[], $4::uuid[], $5::bytea[]) AS t(id, hash, key_id, ciphertext)`,
    [workspaceId, ids, rows.map((r) => r.hash), rows.map((r) => r.keyId), rows.map((r) => r.ciphertext)],
  )
  return rows.map((r) => r.key)
}
