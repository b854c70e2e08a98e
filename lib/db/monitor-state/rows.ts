import type { MonitorState, Part, Run } from '@/lib/core/types'

/** Columns of monitor_state, in the order in which they become a MonitorState. */
export const STATE_COLUMNS = [
  'status',
  'seq',
  'expected_at',
  'started_for_at',
  'last_beat_at',
  'last_success_at',
  'failures_in_row',
  'successes_in_row',
  'failed_run_started_at',
  'lost_deadline_at',
  'lost_run_id',
  'anonymous_until_at',
  'open_run_count',
  'runs_dropped',
  'flip_version',
  'down_since_at',
  'attention_at',
  'outage_seq',
  'usual_finishes',
  'usual_durations',
] as const

export type StateRow = Record<(typeof STATE_COLUMNS)[number], unknown>

export function rowToState(row: StateRow): MonitorState {
  return {
    status: row.status as MonitorState['status'],
    seq: row.seq as number,
    expectedAt: row.expected_at as number | null,
    startedForAt: row.started_for_at as number | null,
    lastBeatAt: row.last_beat_at as number | null,
    lastSuccessAt: row.last_success_at as number | null,
    failuresInRow: row.failures_in_row as number,
    successesInRow: row.successes_in_row as number,
    failedRunStartedAt: row.failed_run_started_at as number | null,
    lostDeadlineAt: row.lost_deadline_at as number | null,
    lostRunId: row.lost_run_id as string | null,
    anonymousUntilAt: row.anonymous_until_at as number | null,
    openRunCount: row.open_run_count as number,
    runsDropped: row.runs_dropped as number,
    flipVersion: row.flip_version as number,
    downSinceAt: row.down_since_at as number | null,
    attentionAt: row.attention_at as number | null,
    outageSeq: row.outage_seq as number,
    usualFinishes: row.usual_finishes as number[],
    usualDurations: row.usual_durations as number[],
  }
}

export type RunRow = Record<string, unknown> & { workspace_id: string; monitor_id: string }

export function rowToRun(row: RunRow): Run {
  return {
    id: row.id as string,
    key: row.key as string | null,
    attempt: row.attempt as number,
    state: row.state as Run['state'],
    startedAt: row.started_at as number | null,
    endedAt: row.ended_at as number | null,
    lastBeatAt: row.last_beat_at as number,
    deadlineAt: row.deadline_at as number | null,
    silentFromAt: row.silent_from_at as number,
    stalledFromAt: row.stalled_from_at as number | null,
    silentAt: row.silent_at as number | null,
    stalledAt: row.stalled_at as number | null,
    done: row.done as number | null,
    total: row.total as number | null,
    unit: row.unit as string | null,
    rateFromAt: row.rate_from_at as number | null,
    rateFromDone: row.rate_from_done as number | null,
    shardsExpected: row.shards_expected as number | null,
    shardsSucceeded: row.shards_succeeded as number,
    shardsFailed: row.shards_failed as number,
    partsFailed: row.parts_failed as number,
    partOpened: row.part_opened as boolean,
    partEnded: row.part_ended as boolean,
    partCount: row.part_count as number,
    partsDropped: row.parts_dropped as number,
    failureCounted: row.failure_counted as boolean,
    brokenLimits: row.broken_limits as number[],
    reason: row.reason as Run['reason'],
    tombstoneUntilAt: row.tombstone_until_at as number | null,
    outageSeq: row.outage_seq as number | null,
    awayFromAt: row.away_from_at as number | null,
    awayToAt: row.away_to_at as number | null,
    message: row.message as string | null,
  }
}

export function rowToPart(row: Record<string, unknown>): Part {
  return {
    runId: row.run_id as string,
    step: row.step as string,
    shard: row.shard as string,
    position: row.position as number,
    state: row.state as Part['state'],
    startedAt: row.started_at as number,
    endedAt: row.ended_at as number | null,
    lastBeatAt: row.last_beat_at as number,
    done: row.done as number | null,
    total: row.total as number | null,
    unit: row.unit as string | null,
    rateFromAt: row.rate_from_at as number | null,
    rateFromDone: row.rate_from_done as number | null,
    shardsExpected: row.shards_expected as number | null,
    shardsSucceeded: row.shards_succeeded as number,
    shardsFailed: row.shards_failed as number,
    message: row.message as string | null,
    checkpoint: row.checkpoint as string | null,
  }
}
