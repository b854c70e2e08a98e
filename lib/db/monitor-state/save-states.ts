import type { MonitorState } from '@/lib/core/types'
import { type BulkColumn, bulkStatement } from '@/lib/db/bulk-statement'
import { differsOnlyIn } from './differs-only-in'
import { STATE_COLUMNS } from './rows'

/** A day, counted from 1970 in UTC, and the number of the monitor's runs before it. */
export interface RunDay {
  day: number
  base: number
}

export interface StateToSave {
  workspaceId: string
  monitorId: string
  runCount: number
  state: MonitorState
  /** As in `Decision`. */
  runDay: RunDay | null
  /** As in `Decision`. */
  version: number | null
  /** The stored state. */
  before: MonitorState
}

/** Updates the states whose rows still have the version that was read. */
const updateFresh = (set: string) => (rows: string) =>
  `UPDATE monitor_state s SET version = s.version + 1, ${set} FROM (${rows}) AS t
    WHERE s.workspace_id = t.workspace_id AND s.monitor_id = t.monitor_id AND (t.version IS NULL OR s.version = t.version) RETURNING 1`

/** Fails the statement unless it updated all states of its first part. Each update raises the version by one. */
export const ASSERT_VERSIONS = 'SELECT assert_versions((SELECT count(*) FROM w1), cardinality($1::uuid[]))'

/**
 * A PostgreSQL array cannot hold arrays of different lengths, so these are sent as text. They are
 * half of the size of a state, so they are sent only when they change.
 */
const usual = (name: 'usualFinishes' | 'usualDurations') => (r: StateToSave) =>
  r.state[name] === r.before[name] ? null : `{${r.state[name].join()}}`

const USUAL: readonly BulkColumn<StateToSave>[] = [
  ['usual_finishes', 'text', usual('usualFinishes')],
  ['usual_durations', 'text', usual('usualDurations')],
]

const assign = (column: string) =>
  column.startsWith('usual_') ? `${column} = coalesce(t.${column}::int4[], s.${column})` : `${column} = t.${column}`

export const saveStates = bulkStatement<StateToSave>(
  'save_states',
  [
    ['workspace_id', 'uuid', (r) => r.workspaceId],
    ['monitor_id', 'uuid', (r) => r.monitorId],
    ['version', 'int8', (r) => r.version],
    ['run_count', 'int8', (r) => r.runCount],
    ['run_day', 'int4', (r) => r.runDay?.day ?? null],
    ['run_day_base', 'int8', (r) => r.runDay?.base ?? null],
    ['status', 'text', (r) => r.state.status],
    ['seq', 'int8', (r) => r.state.seq],
    ['expected_at', 'instant', (r) => r.state.expectedAt],
    ['started_for_at', 'instant', (r) => r.state.startedForAt],
    ['last_beat_at', 'instant', (r) => r.state.lastBeatAt],
    ['last_success_at', 'instant', (r) => r.state.lastSuccessAt],
    ['failures_in_row', 'int4', (r) => r.state.failuresInRow],
    ['successes_in_row', 'int4', (r) => r.state.successesInRow],
    ['failed_run_started_at', 'instant', (r) => r.state.failedRunStartedAt],
    ['lost_deadline_at', 'instant', (r) => r.state.lostDeadlineAt],
    ['lost_run_id', 'uuid', (r) => r.state.lostRunId],
    ['anonymous_until_at', 'instant', (r) => r.state.anonymousUntilAt],
    ['open_run_count', 'int4', (r) => r.state.openRunCount],
    ['runs_dropped', 'int4', (r) => r.state.runsDropped],
    ['flip_version', 'int4', (r) => r.state.flipVersion],
    ['down_since_at', 'instant', (r) => r.state.downSinceAt],
    ['attention_at', 'instant', (r) => r.state.attentionAt],
    ['outage_seq', 'int8', (r) => r.state.outageSeq],
    ...USUAL,
  ],
  updateFresh(
    [
      ...['run_count', ...STATE_COLUMNS].map(assign),
      ...['run_day', 'run_day_base'].map((c) => `${c} = coalesce(t.${c}, s.${c})`),
    ].join(', '),
  ),
)

const UNINDEXED = new Set<keyof MonitorState>([
  'seq',
  'expectedAt',
  'startedForAt',
  'lastBeatAt',
  'lastSuccessAt',
  'successesInRow',
  'anonymousUntilAt',
  'openRunCount',
  'usualFinishes',
  'usualDurations',
])

/** Whether only columns without an index changed. A beat of a healthy monitor changes no others. */
export const touchesNoIndex = (before: MonitorState, after: MonitorState) => differsOnlyIn(before, after, UNINDEXED)

/**
 * The same with half the columns and half the work, for changes in columns without an index. Nearly
 * all changes are of this kind.
 */
export const saveStatesUnindexed = bulkStatement<StateToSave>(
  'save_states_unindexed',
  [
    ['workspace_id', 'uuid', (r) => r.workspaceId],
    ['monitor_id', 'uuid', (r) => r.monitorId],
    ['version', 'int8', (r) => r.version],
    ['run_count', 'int8', (r) => r.runCount],
    ['seq', 'int8', (r) => r.state.seq],
    ['expected_at', 'instant', (r) => r.state.expectedAt],
    ['started_for_at', 'instant', (r) => r.state.startedForAt],
    ['last_beat_at', 'instant', (r) => r.state.lastBeatAt],
    ['last_success_at', 'instant', (r) => r.state.lastSuccessAt],
    ['successes_in_row', 'int4', (r) => r.state.successesInRow],
    ['anonymous_until_at', 'instant', (r) => r.state.anonymousUntilAt],
    ['open_run_count', 'int4', (r) => r.state.openRunCount],
    ...USUAL,
  ],
  (rows, [, , , ...changed]) => updateFresh(changed.map(assign).join(', '))(rows),
)
