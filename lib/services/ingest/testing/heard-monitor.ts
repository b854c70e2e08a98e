import type { Pool } from 'pg'
import { newId } from '@/lib/base/ids'
import { createKeyring, type Keyring, newSecret } from '@/lib/base/secrets'
import { encryptHeartbeatKey } from '@/lib/services/keys/heartbeat-url'

export const TEST_SECRET = 'a secret that only tests may know, forty'
export const testKeyring = createKeyring(TEST_SECRET)

export interface HeardMonitor {
  workspaceId: string
  monitorId: string
  key: string
}

/** A monitor with a main key, written directly into the database: an interval of an hour, a grace of five minutes. */
export async function makeHeardMonitor(
  pool: Pool,
  change: { schedule?: object; maxRuntimeSeconds?: number; endsOn?: string } = {},
): Promise<HeardMonitor> {
  const workspaceId = newId()
  const monitorId = newId()
  await pool.query(`INSERT INTO workspace (id, name) VALUES ($1, 'Ada''s')`, [workspaceId])
  await pool.query(
    `INSERT INTO monitor (workspace_id, id, name, schedule, grace_seconds, max_runtime_seconds, ends_on) VALUES ($1, $2, 'nightly-etl', $3, 300, $4, $5)`,
    [
      workspaceId,
      monitorId,
      JSON.stringify(change.schedule ?? { type: 'interval', seconds: 3_600 }),
      change.maxRuntimeSeconds ?? null,
      change.endsOn ?? 'run',
    ],
  )
  await pool.query(`INSERT INTO monitor_state (workspace_id, monitor_id) VALUES ($1, $2)`, [workspaceId, monitorId])
  return { workspaceId, monitorId, key: await addKey(pool, { workspaceId, monitorId }) }
}

/** One more key of a monitor, bound to a signal and a step where given. */
export async function addKey(
  pool: Pool,
  of: { workspaceId: string; monitorId: string; signal?: string; step?: string },
): Promise<string> {
  const key = newSecret('ldb')
  await pool.query(
    `INSERT INTO heartbeat_key (hash, id, workspace_id, monitor_id, label, signal, step, ciphertext) VALUES ($1, $2, $3, $4, 'key', $5, $6, '')`,
    [testKeyring.hash(key), newId(), of.workspaceId, of.monitorId, of.signal ?? null, of.step ?? null],
  )
  return key
}

/** Many monitors like that of `makeHeardMonitor`. A monitor with a signal is called with a second key, which is bound to that signal. */
export async function makeHeardMonitors(
  pool: Pool,
  of: readonly { signal: string | null }[],
  given: { keyring?: Keyring; workspaceId?: string } = {},
): Promise<HeardMonitor[]> {
  const { keyring = testKeyring, workspaceId = newId() } = given
  if (!given.workspaceId) await pool.query(`INSERT INTO workspace (id, name) VALUES ($1, 'Ada''s')`, [workspaceId])
  const monitorIds = of.map(() => newId())
  await pool.query(
    `INSERT INTO monitor (workspace_id, id, name, schedule, grace_seconds, ends_on)
     SELECT $1, id, 'nightly-etl', '{"type":"interval","seconds":3600}', 300, 'run' FROM unnest($2::uuid[]) AS id`,
    [workspaceId, monitorIds],
  )
  await pool.query('INSERT INTO monitor_state (workspace_id, monitor_id) SELECT $1, id FROM unnest($2::uuid[]) AS id', [
    workspaceId,
    monitorIds,
  ])
  const keys = of.flatMap(({ signal }, i) => {
    const monitorId = monitorIds[i]!
    const newKey = (bound: string | null) => ({
      ...encryptHeartbeatKey(keyring, { workspaceId, monitorId }),
      monitorId,
      signal: bound,
    })
    return signal === null ? [newKey(null)] : [newKey(null), newKey(signal)]
  })
  await pool.query(
    `INSERT INTO heartbeat_key (hash, id, workspace_id, monitor_id, label, signal, ciphertext)
     SELECT hash, id, $1, monitor_id, 'key', signal, ciphertext
     FROM unnest($2::bytea[], $3::uuid[], $4::uuid[], $5::text[], $6::bytea[]) AS k(hash, id, monitor_id, signal, ciphertext)`,
    [
      workspaceId,
      keys.map(({ hash }) => hash),
      keys.map(() => newId()),
      keys.map(({ monitorId }) => monitorId),
      keys.map(({ signal }) => signal),
      keys.map(({ ciphertext }) => ciphertext),
    ],
  )
  const called = new Map(keys.map(({ monitorId, key }) => [monitorId, key]))
  return monitorIds.map((monitorId) => ({ workspaceId, monitorId, key: called.get(monitorId)! }))
}
