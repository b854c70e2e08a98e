import type { Run } from '@/lib/core/types'
import { type BulkColumn, bulkStatement } from '@/lib/db/bulk-statement'
import { differsOnlyIn } from './differs-only-in'

export interface RunToSave {
  workspaceId: string
  monitorId: string
  /** The number of this run within the monitor; read only when the run is new. */
  number: number
  run: Run
  /** Further fields of its beats, as JSON text, merged into the stored ones key by key. Null: nothing new. */
  detail: string | null
}

const columns: readonly BulkColumn<RunToSave>[] = [
  ['workspace_id', 'uuid', (r) => r.workspaceId],
  ['id', 'uuid', (r) => r.run.id],
  ['monitor_id', 'uuid', (r) => r.monitorId],
  ['number', 'int8', (r) => r.number],
  ['key', 'text', (r) => r.run.key],
  ['attempt', 'int4', (r) => r.run.attempt],
  ['state', 'text', (r) => r.run.state],
  ['started_at', 'instant', (r) => r.run.startedAt],
  ['ended_at', 'instant', (r) => r.run.endedAt],
  ['last_beat_at', 'instant', (r) => r.run.lastBeatAt],
  ['deadline_at', 'instant', (r) => r.run.deadlineAt],
  ['silent_from_at', 'instant', (r) => r.run.silentFromAt],
  ['stalled_from_at', 'instant', (r) => r.run.stalledFromAt],
  ['silent_at', 'instant', (r) => r.run.silentAt],
  ['stalled_at', 'instant', (r) => r.run.stalledAt],
  ['done', 'float8', (r) => r.run.done],
  ['total', 'float8', (r) => r.run.total],
  ['unit', 'text', (r) => r.run.unit],
  ['rate_from_at', 'instant', (r) => r.run.rateFromAt],
  ['rate_from_done', 'float8', (r) => r.run.rateFromDone],
  ['shards_expected', 'int4', (r) => r.run.shardsExpected],
  ['shards_succeeded', 'int4', (r) => r.run.shardsSucceeded],
  ['shards_failed', 'int4', (r) => r.run.shardsFailed],
  ['parts_failed', 'int4', (r) => r.run.partsFailed],
  ['part_opened', 'bool', (r) => r.run.partOpened],
  ['part_ended', 'bool', (r) => r.run.partEnded],
  ['part_count', 'int4', (r) => r.run.partCount],
  ['parts_dropped', 'int4', (r) => r.run.partsDropped],
  ['failure_counted', 'bool', (r) => r.run.failureCounted],
  ['broken_limits', 'text', (r) => `{${r.run.brokenLimits.join(',')}}`],
  ['reason', 'text', (r) => r.run.reason],
  ['tombstone_until_at', 'instant', (r) => r.run.tombstoneUntilAt],
  ['outage_seq', 'int8', (r) => r.run.outageSeq],
  ['away_from_at', 'instant', (r) => r.run.awayFromAt],
  ['away_to_at', 'instant', (r) => r.run.awayToAt],
  ['message', 'text', (r) => r.run.message],
  ['detail', 'jsonb', (r) => r.detail],
]

/** A PostgreSQL array cannot hold arrays of different lengths, so the broken limits are sent as text. */
const value = (name: string) => (name === 'broken_limits' ? 't.broken_limits::int4[]' : `t.${name}`)
const FIXED = new Set(['workspace_id', 'id', 'monitor_id', 'number', 'key', 'attempt'])

export const insertRuns = bulkStatement(
  'insert_runs',
  columns,
  (rows, names) => `INSERT INTO run (${names.join(', ')}) SELECT ${names.map(value).join(', ')} FROM (${rows}) AS t`,
)

export const updateRuns = bulkStatement(
  'update_runs',
  columns.filter(([name]) => !['monitor_id', 'number', 'key', 'attempt'].includes(name)),
  (rows, names) => {
    const set = names
      .filter((n) => !FIXED.has(n))
      .map((n) =>
        n === 'detail' ? `detail = coalesce(r.detail || t.detail, t.detail, r.detail)` : `${n} = ${value(n)}`,
      )
    return `UPDATE run r SET ${set.join(', ')} FROM (${rows}) AS t WHERE r.workspace_id = t.workspace_id AND r.id = t.id`
  },
)

/** Inserts successes without a start. Most new runs are of this kind; they need a fifth of the columns. */
export const insertInstantRuns = bulkStatement<RunToSave>(
  'insert_instant_runs',
  [
    ['workspace_id', 'uuid', (r) => r.workspaceId],
    ['id', 'uuid', (r) => r.run.id],
    ['monitor_id', 'uuid', (r) => r.monitorId],
    ['number', 'int8', (r) => r.number],
    ['attempt', 'int4', (r) => r.run.attempt],
    ['at', 'instant', (r) => r.run.endedAt],
  ],
  (
    rows,
  ) => `INSERT INTO run (workspace_id, id, monitor_id, number, attempt, state, ended_at, last_beat_at, silent_from_at)
    SELECT workspace_id, id, monitor_id, number, attempt, 'succeeded', at, at, at FROM (${rows}) AS t`,
)

/** Inserts runs that have just started; they need a third of the columns. */
export const insertNewRuns = bulkStatement<RunToSave>(
  'insert_new_runs',
  [
    ['workspace_id', 'uuid', (r) => r.workspaceId],
    ['id', 'uuid', (r) => r.run.id],
    ['monitor_id', 'uuid', (r) => r.monitorId],
    ['number', 'int8', (r) => r.number],
    ['key', 'text', (r) => r.run.key],
    ['attempt', 'int4', (r) => r.run.attempt],
    ['at', 'instant', (r) => r.run.startedAt],
    ['deadline_at', 'instant', (r) => r.run.deadlineAt],
  ],
  (
    rows,
  ) => `INSERT INTO run (workspace_id, id, monitor_id, number, key, attempt, state, started_at, last_beat_at, silent_from_at, deadline_at)
    SELECT workspace_id, id, monitor_id, number, key, attempt, 'running', at, at, at, deadline_at FROM (${rows}) AS t`,
)

const UNINDEXED = new Set<keyof Run>([
  ...(['state', 'endedAt', 'lastBeatAt', 'silentFromAt', 'stalledFromAt', 'done'] as const),
  ...(['shardsSucceeded', 'partCount', 'partEnded'] as const),
])

/** Whether a run has only advanced, or its parts changed, or it ended. */
export const changesOnlyProgress = (before: Run, { run, detail }: RunToSave) =>
  detail === null && differsOnlyIn(before, run, UNINDEXED)

/** The same with a third of the columns, for changes of progress only. Nearly all changes are of this kind. */
export const updateRunProgress = bulkStatement<RunToSave>(
  'update_run_progress',
  [
    ['workspace_id', 'uuid', (r) => r.workspaceId],
    ['id', 'uuid', (r) => r.run.id],
    ['state', 'text', (r) => r.run.state],
    ['ended_at', 'instant', (r) => r.run.endedAt],
    ['last_beat_at', 'instant', (r) => r.run.lastBeatAt],
    ['silent_from_at', 'instant', (r) => r.run.silentFromAt],
    ['stalled_from_at', 'instant', (r) => r.run.stalledFromAt],
    ['done', 'float8', (r) => r.run.done],
    ['shards_succeeded', 'int4', (r) => r.run.shardsSucceeded],
    ['part_count', 'int4', (r) => r.run.partCount],
    ['part_ended', 'bool', (r) => r.run.partEnded],
  ],
  (rows, [, , ...changed]) => `UPDATE run r SET ${changed.map((c) => `${c} = t.${c}`).join(', ')} FROM (${rows}) AS t
    WHERE r.workspace_id = t.workspace_id AND r.id = t.id`,
)
