import type { ClientBase } from 'pg'
import type { MonitorState } from '@/lib/core/types'
import { type MonitorRef, rowToState, STATE_COLUMNS, type StateRow } from '@/lib/db/monitor-state'

export interface ClaimedState extends MonitorRef {
  runCount: number
  state: MonitorState
  /** Whether the monitor was in quarantine before. */
  isQuarantined: boolean
}

/**
 * Locks the monitors that need attention up to `clock`, the most urgent first. It skips monitors
 * that another transaction has locked, and monitors whose judgement is postponed because a beat of
 * them was refused.
 */
export async function claimStates(
  client: ClientBase,
  { clock, limit }: { clock: number; limit: number },
): Promise<ClaimedState[]> {
  const { rows } = await client.query<StateRow & Record<string, unknown>>({
    name: 'claim_states',
    text: `SELECT workspace_id, monitor_id, config_version, run_count, check_error IS NOT NULL AS is_aside,
        ${STATE_COLUMNS.join(', ')}
      FROM monitor_state s WHERE attention_at <= to_timestamp($1 / 1000.0) AND NOT deleted
        AND NOT EXISTS (SELECT FROM postponed p WHERE p.workspace_id = s.workspace_id AND p.monitor_id = s.monitor_id
          AND p.until_at > to_timestamp($1 / 1000.0))
      ORDER BY attention_at LIMIT $2 FOR UPDATE OF s SKIP LOCKED`,
    values: [clock, limit],
  })
  return rows.map((row) => ({
    workspaceId: row.workspace_id as string,
    monitorId: row.monitor_id as string,
    configVersion: row.config_version as number,
    runCount: row.run_count as number,
    state: rowToState(row),
    isQuarantined: row.is_aside as boolean,
  }))
}

/** A monitor that cannot be judged, with a sentence for its owner. */
export interface Quarantine {
  workspaceId: string
  monitorId: string
  error: string
}

/**
 * Puts monitors into quarantine until `lookAgainAt` (ms), each with a sentence for its owner. A
 * beat or an edit may end the quarantine earlier.
 */
export async function quarantine(
  client: ClientBase,
  monitors: readonly Quarantine[],
  lookAgainAt: number,
): Promise<void> {
  await client.query({
    name: 'set_aside',
    text: `UPDATE monitor_state s SET version = s.version + 1, attention_at = to_timestamp($4 / 1000.0), check_error = w.error
      FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS w(workspace_id, monitor_id, error)
      WHERE s.workspace_id = w.workspace_id AND s.monitor_id = w.monitor_id`,
    values: [
      monitors.map((m) => m.workspaceId),
      monitors.map((m) => m.monitorId),
      monitors.map((m) => m.error),
      lookAgainAt,
    ],
  })
}

/** Ends the quarantine of monitors that could be judged this time. */
export async function clearQuarantine(
  client: ClientBase,
  monitors: readonly { workspaceId: string; monitorId: string }[],
): Promise<void> {
  await client.query({
    name: 'clear_aside',
    text: `UPDATE monitor_state s SET version = s.version + 1, check_error = NULL
      FROM unnest($1::uuid[], $2::uuid[]) AS w(workspace_id, monitor_id)
      WHERE s.workspace_id = w.workspace_id AND s.monitor_id = w.monitor_id`,
    values: [monitors.map((m) => m.workspaceId), monitors.map((m) => m.monitorId)],
  })
}
