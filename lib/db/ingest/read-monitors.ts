import type { ClientBase } from 'pg'
import type { MonitorState, Signal } from '@/lib/core/types'
import { type MonitorRef, type RunDay, rowToState, type StateRow } from '@/lib/db/monitor-state'

/** The row of a monitor's state, as it was read or written last. */
export interface MonitorStateRow extends MonitorRef {
  /** Changes with every change of the row, and therefore of the monitor's runs and parts. */
  version: number
  runCount: number
  /** The last day on which a run began. Null: no run has begun. */
  runDay: RunDay | null
  isDeleted: boolean
  state: MonitorState
}

/** The meaning of a heartbeat key that exists. */
export interface HeartbeatKeyInfo {
  id: string
  signal: Signal | null
  step: string | null
  /** From this instant on, the key does not exist any more. Null: the key is not being replaced. */
  retiresAt: number | null
  lastUsedAt: number | null
}

/** A key and its monitor. */
export interface ReadKey {
  info: HeartbeatKeyInfo
  monitor: MonitorStateRow
}

type Row = StateRow & {
  ord: number
  workspace_id: string
  monitor_id: string
  version: number
  config_version: number
  run_count: number
  run_day: number | null
  run_day_base: number
  deleted: boolean
  key_signal: Signal | null
  key_step: string | null
  key_id: string
  key_retires_at: number | null
  key_last_used_at: number | null
}

const TEXT = `SELECT h.ord::int4 AS ord, k.signal AS key_signal, k.step AS key_step, k.id AS key_id,
    k.retires_at AS key_retires_at, k.last_used_at AS key_last_used_at, s.*
  FROM unnest($1::bytea[]) WITH ORDINALITY AS h(hash, ord)
  JOIN heartbeat_key k ON k.hash = h.hash AND k.disabled_at IS NULL
  JOIN monitor_state s ON s.workspace_id = k.workspace_id AND s.monitor_id = k.monitor_id`

/** Finds heartbeat keys by hash. The result has the order of `hashes`; null: no such key. */
export const readMonitors = (client: ClientBase, hashes: readonly Buffer[]) =>
  ask(client, hashes, { name: 'read_monitors', text: TEXT })

/** The same, in a transaction that begins here and ends with `saveBatch`: it holds the locks of the monitors, which are taken in id order. */
export async function lockMonitors(client: ClientBase, hashes: readonly Buffer[]): Promise<(ReadKey | null)[]> {
  const text = `${TEXT} ORDER BY s.monitor_id FOR NO KEY UPDATE OF s`
  const [, keys] = await Promise.all([client.query('BEGIN'), ask(client, hashes, { name: 'lock_monitors', text })])
  return keys
}

async function ask(
  client: ClientBase,
  hashes: readonly Buffer[],
  statement: { name: string; text: string },
): Promise<(ReadKey | null)[]> {
  const { rows } = await client.query<Row>({ ...statement, values: [hashes] })
  const keys = new Array<ReadKey | null>(hashes.length).fill(null)
  const monitors = new Map<string, MonitorStateRow>()
  for (const row of rows) {
    const monitor = monitors.get(row.monitor_id) ?? rowToMonitorStateRow(row)
    monitors.set(row.monitor_id, monitor)
    keys[row.ord - 1] = { info: rowToInfo(row), monitor }
  }
  return keys
}

function rowToInfo(row: Row): HeartbeatKeyInfo {
  return {
    id: row.key_id,
    signal: row.key_signal,
    step: row.key_step,
    retiresAt: row.key_retires_at,
    lastUsedAt: row.key_last_used_at,
  }
}

function rowToMonitorStateRow(row: Row): MonitorStateRow {
  return {
    workspaceId: row.workspace_id,
    monitorId: row.monitor_id,
    version: row.version,
    configVersion: row.config_version,
    runCount: row.run_count,
    runDay: row.run_day === null ? null : { day: row.run_day, base: row.run_day_base },
    isDeleted: row.deleted,
    state: rowToState(row),
  }
}
