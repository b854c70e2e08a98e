import type { ClientBase } from 'pg'
import type { MonitorState, Signal } from '@/lib/core/types'
import { rowToState, type StateRow } from '@/lib/db/watches'

/** A heartbeat key that exists, with its monitor's row, which is now locked. */
export interface LockedKey {
  workspaceId: string
  monitorId: string
  configVersion: number
  runCount: number
  isDeleted: boolean
  signal: Signal | null
  step: string | null
  state: MonitorState
}

type Row = StateRow & {
  ord: number
  workspace_id: string
  monitor_id: string
  config_version: number
  run_count: number
  deleted: boolean
  key_signal: Signal | null
  key_step: string | null
}

const TEXT = `SELECT h.ord::int4 AS ord, k.signal AS key_signal, k.step AS key_step, s.*
  FROM unnest($1::bytea[]) WITH ORDINALITY AS h(hash, ord)
  JOIN heartbeat_key k ON k.hash = h.hash AND k.disabled_at IS NULL
  JOIN monitor_state s ON s.workspace_id = k.workspace_id AND s.monitor_id = k.monitor_id
  ORDER BY s.monitor_id FOR NO KEY UPDATE OF s`

/** Looks heartbeat keys up by hash and locks their monitors in id order. The answer has the order of `hashes`; null: no such key. */
export async function lockWatches(client: ClientBase, hashes: readonly Buffer[]): Promise<(LockedKey | null)[]> {
  const { rows } = await client.query<Row>({ name: 'lock_watches', text: TEXT, values: [hashes] })
  const keys = new Array<LockedKey | null>(hashes.length).fill(null)
  for (const row of rows) {
    keys[row.ord - 1] = {
      workspaceId: row.workspace_id,
      monitorId: row.monitor_id,
      configVersion: row.config_version,
      runCount: row.run_count,
      isDeleted: row.deleted,
      signal: row.key_signal,
      step: row.key_step,
      state: rowToState(row),
    }
  }
  return keys
}
