import type { ClientBase } from 'pg'
import type { AlertEventType } from '@/lib/contract/events'
import { type HourGains, hourGainsOf, type Tally } from '@/lib/core'
import type { MonitorStatus, PartState, RunState, Schedule } from '@/lib/core/types'
import { HOUR_MS } from '@/lib/core/views/pace'
import { loadHourGains, type RunOfMonitor } from '../queries/hour-gains'
import { loadTallies } from '../queries/part-tallies'
import { loadReasons, type ReasonRef, reasonOf } from '../queries/reasons'
import { loadMedians } from '../queries/run-rows'
import { loadOutputs, NO_OUTPUT, type RunOutput } from './load-outputs'
import { tryReading } from './try-reading'

/** The data of the event of a delivery, at the time of its first try. Instants are milliseconds. */
export interface EventFacts {
  workspaceId: string
  id: string
  type: AlertEventType
  /** As stored when the event happened; its shape depends on the type. */
  event: Record<string, unknown> & {
    at: string
    reason?: string
    part?: string | null
    away?: { from: string; to: string }
  }
  workspace: { name: string; timezone: string }
  monitor: MonitorFacts | null
  run: RunFacts | null
  /** The failure message of the part that the event names or, without a part, of the run. */
  message: string | null
  incident: { id: string; openedAt: number; closedAt: number | null; reason: string } | null
}

export interface MonitorFacts {
  id: string
  name: string
  family: string | null
  runbook: string | null
  status: MonitorStatus
  /** Null: it is not paused. */
  pausedSince: number | null
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
  stalledAt: number | null
  silentFromAt: number
  silentAt: number | null
  silenceSeconds: number | null
  stallSeconds: number | null
  done: number | null
  total: number | null
  unit: string | null
  rateFromAt: number | null
  rateFromDone: number | null
  shardsExpected: number | null
  /** Of its parts, at the instant of the event. */
  tallies: Tally[]
  /** Null: unknown, or no beat came in the hour before the event. */
  hour: HourGains | null
  /** How long earlier runs took. Null: unknown. */
  medianSeconds: number | null
  /** The steps that its monitor declares now. */
  declaredSteps: string[]
  message: string | null
  detail: Record<string, unknown> | null
  steps: StepFacts[]
  /**
   * For a run that timed out or was silent: the open shard with the oldest last beat, for each step
   * and for the run itself ('').
   */
  quietShards: { step: string; shard: string }[]
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

/** How much is read: all; the run without the data for its numbers; or nothing about the run. */
export type FactsDetail = 'all' | 'withoutFigures' | 'eventAlone'

/** Loads the data for the first try of each of these deliveries, in a few bulk statements. */
export async function loadFacts(
  client: ClientBase,
  deliveries: readonly { workspaceId: string; id: string }[],
  { detail = 'all' }: { detail?: FactsDetail } = {},
): Promise<EventFacts[]> {
  const { rows } = await client.query({
    text: detail === 'eventAlone' ? EVENT_FACTS : FACTS,
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
  const figures = detail === 'all' ? await loadFigures(client, rows) : () => NO_FIGURES
  const reasons = await loadReasons(client, rows.flatMap(toReasonRef))
  return rows.map((row) => ({
    workspaceId: row.workspace_id,
    id: row.id,
    type: row.type,
    event: row.event,
    workspace: { name: row.workspace_name, timezone: row.timezone },
    monitor: row.monitor_id === null ? null : rowToMonitor(row),
    run:
      row.run_id === null
        ? null
        : { ...rowToRunFacts(row), ...(outputs.get(row.run_id) ?? NO_OUTPUT), ...figures(row.run_id) },
    message: toReasonRef(row).map((ref) => reasonOf(reasons, ref)?.message ?? null)[0] ?? null,
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

interface FactRow {
  workspace_id: string
  monitor_id: string
  run_id: string | null
  attempt: number
  run_state: string
  last_beat_at: number
  event: { at: string; part?: string | null }
}

function toReasonRef({ workspace_id, run_id, event }: FactRow): ReasonRef[] {
  return run_id === null ? [] : [{ workspaceId: workspace_id, runId: run_id, part: event.part ?? null }]
}

/** The data for the numbers of the runs, at the instants of their events. */
async function loadFigures(client: ClientBase, rows: readonly FactRow[]) {
  const runs = new Map(rows.flatMap((row) => (row.run_id === null ? [] : [[row.run_id, toRunRef(row, row.run_id)]])))
  const tallies = await loadTallies(client, [...runs.values()])
  const hours = await loadHours(client, [...runs.values()])
  const open = [...runs.values()].filter(({ isOpen }) => isOpen)
  const medians = await loadMedians(client, open)
  return (runId: string) => {
    const { monitorId, isOpen, isRecent } = runs.get(runId)!
    return {
      tallies: tallies.get(runId) ?? [],
      hour: hourGainsOf(hours.get(runId), { isOpen, isHeard: isRecent }),
      medianSeconds: (isOpen && medians.get(monitorId)) || null,
    }
  }
}

const NO_FIGURES = { tallies: [], hour: null, medianSeconds: null }

/**
 * The counts of the last hour are read from beats, and there may be many. An alert waits for them a
 * short time, then goes without.
 */
async function loadHours(client: ClientBase, runs: readonly RunOfMonitor[]): Promise<Map<string, HourGains | null>> {
  const together = await tryReading(client, { limitMs: HOURS_LIMIT_MS }, () => loadHourGains(client, runs))
  if (together.isRead) return together.value
  const hours = new Map<string, HourGains | null>(runs.map(({ id }) => [id, null]))
  if (runs.length === 1) return hours
  // The total time is limited too, because channels are locked meanwhile.
  const limitMs = Math.max(100, Math.ceil(HOURS_LIMIT_MS / runs.length))
  for (const run of runs) {
    const alone = await tryReading(client, { limitMs }, () => loadHourGains(client, [run]))
    if (!alone.isRead) continue
    hours.delete(run.id)
    for (const [id, hour] of alone.value) hours.set(id, hour)
  }
  return hours
}

const HOURS_LIMIT_MS = 1_000

function toRunRef({ workspace_id, monitor_id, attempt, run_state, last_beat_at, event }: FactRow, id: string) {
  const at = Date.parse(event.at)
  const facts = { isOpen: run_state === 'running', isRecent: last_beat_at >= at - HOUR_MS }
  return { workspaceId: workspace_id, monitorId: monitor_id, id, attempt, at, ...facts }
}

function rowToMonitor(row: Record<string, never>): MonitorFacts {
  return {
    id: row.monitor_id!,
    name: row.monitor_name!,
    family: row.family!,
    runbook: row.runbook!,
    status: row.status!,
    pausedSince: row.paused_since!,
    schedule: row.schedule!,
    graceSeconds: row.grace_seconds!,
    expectedAt: row.expected_at!,
    lastBeatAt: row.monitor_last_beat_at!,
    lastSuccessAt: row.last_success_at!,
  }
}

function rowToRunFacts(
  row: Record<string, never>,
): Omit<RunFacts, keyof RunOutput | 'tallies' | 'hour' | 'medianSeconds'> {
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
    stalledAt: row.stalled_at!,
    silentFromAt: row.silent_from_at!,
    silentAt: row.silent_at!,
    silenceSeconds: row.silence_seconds!,
    stallSeconds: row.stall_seconds!,
    done: row.done!,
    total: row.total!,
    unit: row.unit!,
    rateFromAt: row.rate_from_at!,
    rateFromDone: row.rate_from_done!,
    shardsExpected: row.run_shards_expected!,
    declaredSteps: row.steps_declared!,
    message: row.message!,
    detail: row.detail!,
    steps: row.steps ?? [],
    quietShards: row.quiet_shards ?? [],
  }
}

const MS = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`

const ABOUT = `d.workspace_id, d.id, d.type, d.event, ws.name AS workspace_name, ws.timezone,
    m.id AS monitor_id, m.name AS monitor_name, m.family, m.runbook, m.schedule, m.grace_seconds,
    CASE WHEN d.type = 'incident.closed' THEN s.status ELSE coalesce(f.to_status, s.status) END AS status,
    CASE WHEN s.status = 'paused' THEN (SELECT max(p.at) FROM flip p WHERE p.workspace_id = d.workspace_id
      AND p.monitor_id = d.monitor_id AND p.to_status = 'paused') END AS paused_since, s.expected_at, s.last_beat_at AS monitor_last_beat_at, s.last_success_at,
    i.id AS incident_id, i.opened_at, i.closed_at, i.reason AS incident_reason`

const FROM = `FROM unnest($1::uuid[], $2::uuid[]) AS w(workspace_id, id)
  JOIN delivery d USING (workspace_id, id)
  JOIN workspace ws ON ws.id = d.workspace_id
  LEFT JOIN monitor m ON m.workspace_id = d.workspace_id AND m.id = d.monitor_id
  LEFT JOIN monitor_state s ON s.workspace_id = d.workspace_id AND s.monitor_id = d.monitor_id
  LEFT JOIN flip f ON f.workspace_id = d.workspace_id AND f.id = d.flip_id
  LEFT JOIN LATERAL (
    SELECT * FROM incident i WHERE i.workspace_id = d.workspace_id AND i.monitor_id = d.monitor_id
      AND (i.open_flip_id = d.flip_id OR i.close_flip_id = d.flip_id) ORDER BY i.opened_at DESC LIMIT 1
  ) AS i ON true`

const EVENT_FACTS = `SELECT ${ABOUT}, NULL AS run_id ${FROM}`

// A failure without its own run (missed, not started) shows the run that is still open, if any. A
// lost run shows the latest one that was lost.
const FACTS = `SELECT ${ABOUT},
    r.id AS run_id, r.number, r.key, r.attempt, r.state AS run_state, r.started_at, r.ended_at, r.last_beat_at,
    r.stalled_from_at, r.stalled_at, r.silent_from_at, r.silent_at, m.silence_seconds, m.stall_seconds, r.done, r.total, r.unit,
    r.rate_from_at, r.rate_from_done, r.shards_expected AS run_shards_expected, r.message, r.detail,
    m.steps AS steps_declared, p.steps, q.quiet_shards
  ${FROM}
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
  ) AS p ON true
  LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_object('step', q.step, 'shard', q.shard)) AS quiet_shards
    FROM (SELECT DISTINCT ON (q.step) q.step, q.shard FROM run_part q WHERE q.workspace_id = r.workspace_id AND q.run_id = r.id
      AND q.shard <> '' AND q.state = 'running' AND d.event->>'reason' IN ('timed_out', 'silent')
      ORDER BY q.step, q.last_beat_at, q.position) AS q
  ) AS q ON true`
