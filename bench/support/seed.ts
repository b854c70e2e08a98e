import { randomBytes } from 'node:crypto'
import type { Pool } from 'pg'
import { newId } from '@/lib/base/ids'
import type { Keyring } from '@/lib/base/secrets'
import type { Schedule } from '@/lib/core/types'
import { encryptConfig } from '@/lib/services/channels/channel-config'
import { encryptHeartbeatKey } from '@/lib/services/keys/heartbeat-url'
import type { WebhookSink } from './webhook-sink'

export interface SeededWorkspace {
  id: string
  /** Name of its one webhook channel at the sink. */
  channel: string
  channelId: string
}

export interface MonitorToSeed {
  workspace: SeededWorkspace
  name: string
  schedule: Schedule
  graceSeconds: number
  maxRuntimeSeconds?: number
}

export interface SeededMonitor extends MonitorToSeed {
  id: string
  /** The main heartbeat key. */
  key: string
}

/** Makes workspaces with a webhook channel each, straight in the database: the API makes none. */
export async function seedWorkspaces(
  pool: Pool,
  { names, keyring, sink }: { names: readonly string[]; keyring: Keyring; sink: WebhookSink },
): Promise<SeededWorkspace[]> {
  const rows = names.map((name) => {
    const workspace = { id: newId(), channel: name, channelId: newId() }
    const secret = `whsec_${randomBytes(32).toString('base64')}`
    sink.trust(name, secret)
    return { workspace, secret }
  })
  const ids = rows.map((r) => r.workspace.id)
  const targets = rows.map(({ workspace: { id, channelId, channel } }) =>
    encryptConfig(keyring, { workspaceId: id, channelId, kind: 'webhook' }, { url: sink.urlOf(channel) }),
  )
  await pool.query('INSERT INTO workspace (id, name) SELECT * FROM unnest($1::uuid[], $2::text[])', [ids, names])
  await pool.query(
    `INSERT INTO channel (workspace_id, id, kind, name, config, secret_ciphertext, ciphertext)
     SELECT w, c, 'webhook', n, jsonb_build_object('url', shown), u, s
     FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bytea[], $6::bytea[]) AS t(w, c, n, shown, u, s)`,
    [
      ids,
      rows.map((r) => r.workspace.channelId),
      names,
      targets.map(({ config }) => config.url),
      targets.map(({ secretCiphertext }) => secretCiphertext),
      rows.map(({ workspace, secret }) => keyring.encrypt(secret, workspace.id + workspace.channelId)),
    ],
  )
  return rows.map((r) => r.workspace)
}

/** Makes monitors, each with its main key and linked to its workspace's channel. They expect nothing yet. */
export async function seedMonitors(
  pool: Pool,
  { monitors, keyring }: { monitors: readonly MonitorToSeed[]; keyring: Keyring },
): Promise<SeededMonitor[]> {
  const rows = monitors.map((monitor) => {
    const id = newId()
    const stored = encryptHeartbeatKey(keyring, { workspaceId: monitor.workspace.id, monitorId: id })
    return { ...monitor, id, key: stored.key, stored, keyId: newId() }
  })
  const ids = rows.map((r) => r.id)
  const workspaceIds = rows.map((r) => r.workspace.id)
  await pool.query(
    `INSERT INTO monitor (workspace_id, id, name, schedule, grace_seconds, max_runtime_seconds)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::jsonb[], $5::int[], $6::int[])`,
    [
      workspaceIds,
      ids,
      rows.map((r) => r.name),
      rows.map((r) => JSON.stringify(r.schedule)),
      rows.map((r) => r.graceSeconds),
      rows.map((r) => r.maxRuntimeSeconds ?? null),
    ],
  )
  await pool.query(
    'INSERT INTO monitor_state (workspace_id, monitor_id) SELECT * FROM unnest($1::uuid[], $2::uuid[])',
    [workspaceIds, ids],
  )
  await pool.query(
    `INSERT INTO heartbeat_key (workspace_id, monitor_id, id, hash, ciphertext, label)
     SELECT w, m, k, h, c, 'main' FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bytea[], $5::bytea[]) AS t(w, m, k, h, c)`,
    [workspaceIds, ids, rows.map((r) => r.keyId), rows.map((r) => r.stored.hash), rows.map((r) => r.stored.ciphertext)],
  )
  await pool.query(
    `INSERT INTO monitor_channel (workspace_id, monitor_id, channel_id) SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[])`,
    [workspaceIds, ids, rows.map((r) => r.workspace.channelId)],
  )
  return rows.map(({ stored: _stored, keyId: _keyId, ...monitor }) => monitor)
}
