import type { ClientBase } from 'pg'
import type { AlertEventType } from '@/lib/contract/events'
import type { MonitorStatus, PartState, RunState, Schedule } from '@/lib/core/types'
import { loadOutputs, NO_OUTPUT, type RunOutput } from './load-outputs'

/** What the database knows about the event of a delivery, at the time of its first try. Instants are milliseconds. */
export interface EventFacts {
  workspaceId: string
  id: string
  type: AlertEventType
  /** As written when the event happened; its shape depends on the type. */
  event: Record<string, unknown> & {
    at: string
    reason?: string
    part?: string | null
    away?: { from: string; to: string }
  }
  workspace: { name: string; timezone: string }
  monitor: MonitorFacts | null
  run: RunFacts | null
  incident: { id: string; openedAt: number; closedAt: number | null; reason: string } | null
}

export interface MonitorFacts {
  id: string
  name: string
  family: string | null
  runbook: string | null
  status: MonitorStatus
  schedule: Schedule
  graceSeconds: number
  expectedAt: number | null
  lastBeatAt: number | null
  lastSuccessAt: number | null
}

export interface RunFacts extends RunOutput {
  id: string
  number: number
  key: string | null
  attempt: number
  state: RunState
  startedAt: number | null
  endedAt: number | null
  lastBeatAt: number
  stalledFromAt: number | null
  done: number | null
  total: number | null
  unit: string | null
  message: string | null
  detail: Record<string, unknown> | null
  steps: StepFacts[]
}

export interface StepFacts {
  step: string
  state: PartState
  startedAt: number
  endedAt: number | null
  lastBeatAt: number
  done: number | null
  total: number | null
  unit: string | null
  message: string | null
  checkpoint: string | null
  shardsExpected: number | null
  shardsSucceeded: number
  shardsFailed: number
}

/** Facts for the first try of each of these deliveries, in two statements. */
export async function loadFacts(
  client: ClientBase,
  deliveries: readonly { workspaceId: string; id: string }[],
): Promise<EventFacts[]> {
  const { rows } = await client.query({
    text: FACTS,
    values: [deliveries.map((d) => d.workspaceId), deliveries.map((d) => d.id)],
  })
  const outputs = await loadOutputs(
    client,
    rows
      .filter((row) => row.run_id !== null)
      .map((row) => ({
        workspaceId: row.workspace_id,
        monitorId: row.monitor_id,
        runId: row.run_id,
        lastBeatAt: row.last_beat_at,
      })),
  )
  return rows.map((row) => ({
    workspaceId: row.workspace_id,
    id: row.id,
    type: row.type,
    event: row.event,
    workspace: { name: row.workspace_name, timezone: row.timezone },
    monitor: row.monitor_id === null ? null : rowToMonitor(row),
    run: row.run_id === null ? null : { ...rowToRunFacts(row), ...(outputs.get(row.run_id) ?? NO_OUTPUT) },
    incident:
      row.incident_id === null
        ? null
        : {
            id: row.incident_id,
            openedAt: row.opened_at,
            closedAt: row.closed_at,
            reason: row.incident_reason,
          },
  }))
}

function rowToMonitor(row: Record<string, never>): MonitorFacts {
  return {
    id: row.monitor_id!,
    name: row.monitor_name!,
    family: row.family!,
    runbook: row.runbook!,
    status: row.status!,
    schedule: row.schedule!,
    graceSeconds: row.grace_seconds!,
    expectedAt: row.expected_at!,
    lastBeatAt: row.monitor_last_beat_at!,
    lastSuccessAt: row.last_success_at!,
  }
}

function rowToRunFacts(row: Record<string, never>): Omit<RunFacts, keyof RunOutput> {
  return {
    id: row.run_id!,
    number: row.number!,
    key: row.key!,
    attempt: row.attempt!,
    state: row.run_state!,
    startedAt: row.started_at!,
    endedAt: row.ended_at!,
    lastBeatAt: row.last_beat_at!,
    stalledFromAt: row.stalled_from_at!,
    done: row.done!,
    total: row.total!,
    unit: row.unit!,
    message: row.message!,
    detail: row.detail!,
    steps: row.steps ?? [],
  }
}

const MS = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`

// A failure without a run of its own (missed, not started) shows the run that is still open, if there is one; a lost
// run shows the latest that was lost.
const FACTS = `SELECT d.workspace_id, d.id, d.type, d.event, ws.name AS workspace_name, ws.timezone,
    m.id AS monitor_id, m.name AS monitor_name, m.family, m.runbook, m.schedule, m.grace_seconds,
    coalesce(f.to_status, s.status) AS status, s.expected_at, s.last_beat_at AS monitor_last_beat_at, s.last_success_at,
    i.id AS incident_id, i.opened_at, i.closed_at, i.reason AS incident_reason,
    r.id AS run_id, r.number, r.key, r.attempt, r.state AS run_state, r.started_at, r.ended_at, r.last_beat_at,
    r.stalled_from_at, r.done, r.total, r.unit, r.message, r.detail, p.steps
  FROM unnest($1::text[], $2::text[]) AS w(workspace_id, id)
  JOIN delivery d USING (workspace_id, id)
  JOIN workspace ws ON ws.id = d.workspace_id
  LEFT JOIN monitor m ON m.workspace_id = d.workspace_id AND m.id = d.monitor_id
  LEFT JOIN monitor_state s ON s.workspace_id = d.workspace_id AND s.monitor_id = d.monitor_id
  LEFT JOIN flip f ON f.workspace_id = d.workspace_id AND f.id = d.flip_id
  LEFT JOIN LATERAL (
    SELECT * FROM incident i WHERE i.workspace_id = d.workspace_id AND i.monitor_id = d.monitor_id
      AND (i.open_flip_id = d.flip_id OR i.close_flip_id = d.flip_id) ORDER BY i.opened_at DESC LIMIT 1
  ) AS i ON true
  LEFT JOIN run r ON r.workspace_id = d.workspace_id AND r.id = coalesce(d.run_id,
    CASE WHEN d.type IN ('monitor.down', 'run.failed') THEN coalesce(
      CASE WHEN d.event->>'reason' = 'lost' THEN (SELECT l.id FROM run l WHERE l.workspace_id = d.workspace_id
        AND l.monitor_id = d.monitor_id AND l.state = 'lost' AND l.number > s.run_count - 200 ORDER BY l.number DESC LIMIT 1) END,
      (SELECT l.id FROM run l WHERE l.workspace_id = d.workspace_id AND l.monitor_id = d.monitor_id
        AND l.state = 'running' ORDER BY l.number DESC LIMIT 1)
    ) END)
  LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_object('step', p.step, 'state', p.state, 'startedAt', ${MS('p.started_at')},
      'endedAt', ${MS('p.ended_at')}, 'lastBeatAt', ${MS('p.last_beat_at')}, 'done', p.done, 'total', p.total,
      'unit', p.unit, 'message', p.message, 'checkpoint', p.checkpoint, 'shardsExpected', p.shards_expected,
      'shardsSucceeded', p.shards_succeeded, 'shardsFailed', p.shards_failed) ORDER BY p.position) AS steps
    FROM (SELECT * FROM run_part p WHERE p.workspace_id = r.workspace_id AND p.run_id = r.id AND p.shard = ''
      ORDER BY p.position LIMIT 50) AS p
  ) AS p ON true`
