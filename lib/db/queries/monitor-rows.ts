import type { ClientBase, Pool } from 'pg'
import { type InDoubtRow, inDoubt } from './in-doubt'

type Queryable = Pick<Pool | ClientBase, 'query'>

/** A monitor with all that its view tells. Instants are milliseconds. */
export interface MonitorRow {
  id: string
  name: string
  family: string | null
  runbook: string | null
  schedule: unknown
  graceSeconds: number
  startBySeconds: number | null
  maxRuntimeSeconds: number | null
  silenceSeconds: number | null
  stallSeconds: number | null
  stepLimits: unknown
  failureTolerance: number
  recoveryThreshold: number
  endsOn: string
  partialIsFailure: boolean
  alertOnEveryFailure: boolean
  postOnly: boolean
  allowedAddresses: string[]
  createdAt: number
  updatedAt: number
  status: string
  shown: string
  seq: number
  expectedAt: number | null
  lastBeatAt: number | null
  lastSuccessAt: number | null
  openRuns: number
  checkError: string | null
  since: number
  downReason: string | null
  /** Of what brought it down. */
  awayFromAt: number | null
  awayToAt: number | null
  inDoubt: InDoubtRow | null
  deadlineAt: number | null
  channels: string[]
}

export interface MonitorFilter {
  monitorId?: string
  query?: string
  shown?: string
  family?: string
  /** The only family that may be seen. Null: all. */
  reach?: string | null
  afterId?: string
  limit: number
}

/** Monitors of a workspace that are not deleted, by id (oldest first). */
export async function loadMonitorRows(
  db: Queryable,
  workspaceId: string,
  { monitorId, query, shown, family, reach, afterId, limit }: MonitorFilter,
): Promise<MonitorRow[]> {
  const values = [workspaceId, monitorId ?? null, query || null, shown ?? null, family ?? null, afterId ?? '', limit]
  values.push(reach ?? null)
  const { rows } = await db.query<MonitorRow>(LIST, values)
  return rows
}

// Late: expected, not yet down, and nothing is running.
const SHOWN = `CASE WHEN s.status IN ('down', 'paused') THEN s.status
  WHEN s.open_run_count > 0 THEN 'running'
  WHEN s.expected_at < clock_timestamp() THEN 'late'
  ELSE s.status END`

// Of an occurrence that is still expected.
const IN_DOUBT = inDoubt(`page.status IN ('new', 'up') AND u.workspace_id = page.workspace_id AND u.monitor_id = page.id
  AND u.expected_at = page."expectedAt" AND u.run_id = ''`)

const LIST = `WITH page AS (
  SELECT m.workspace_id, m.id, m.name, m.family, m.runbook, m.schedule, m.grace_seconds AS "graceSeconds",
    m.start_by_seconds AS "startBySeconds", m.max_runtime_seconds AS "maxRuntimeSeconds",
    m.silence_seconds AS "silenceSeconds", m.stall_seconds AS "stallSeconds", m.step_limits AS "stepLimits",
    m.failure_tolerance AS "failureTolerance", m.recovery_threshold AS "recoveryThreshold", m.ends_on AS "endsOn",
    m.partial_is_failure AS "partialIsFailure", m.alert_on_every_failure AS "alertOnEveryFailure",
    m.post_only AS "postOnly", m.allowed_addresses AS "allowedAddresses",
    m.created_at AS "createdAt", m.updated_at AS "updatedAt", s.status, ${SHOWN} AS shown, s.seq::float8 AS seq,
    s.expected_at AS "expectedAt", s.last_beat_at AS "lastBeatAt", s.last_success_at AS "lastSuccessAt",
    s.open_run_count AS "openRuns", s.check_error AS "checkError", s.flip_version
  FROM monitor m JOIN monitor_state s ON s.workspace_id = m.workspace_id AND s.monitor_id = m.id
  WHERE m.workspace_id = $1 AND m.deleted_at IS NULL AND m.id > $6
    AND ($2::text IS NULL OR m.id = $2)
    AND ($3::text IS NULL OR position(lower($3) IN lower(concat_ws(' ', m.name, m.family, m.id))) > 0)
    AND ($4::text IS NULL OR ${SHOWN} = $4)
    AND ($5::text IS NULL OR m.family = $5) AND ($8::text IS NULL OR m.family = $8)
  ORDER BY m.id LIMIT $7)
SELECT page.*, coalesce(f.at, page."createdAt") AS since, CASE WHEN page.status = 'down' THEN f.reason END AS "downReason",
  CASE WHEN page.status = 'down' THEN f.away_from_at END AS "awayFromAt",
  CASE WHEN page.status = 'down' THEN f.away_to_at END AS "awayToAt", ${IN_DOUBT} AS "inDoubt",
  CASE WHEN page."expectedAt" IS NULL THEN o.earliest
    ELSE greatest(page."expectedAt" + make_interval(secs => page."graceSeconds"), o.extended) END AS "deadlineAt",
  ARRAY(SELECT c.channel_id FROM monitor_channel c
    WHERE c.workspace_id = page.workspace_id AND c.monitor_id = page.id ORDER BY c.channel_id) AS channels
FROM page
LEFT JOIN flip f ON f.workspace_id = page.workspace_id AND f.monitor_id = page.id AND f.version = page.flip_version
LEFT JOIN LATERAL (
  SELECT min(r.deadline_at) AS earliest,
    max(r.deadline_at) FILTER (WHERE page."maxRuntimeSeconds" IS NOT NULL
      AND r.started_at <= page."expectedAt" + make_interval(secs => page."graceSeconds")) AS extended
  FROM run r WHERE r.workspace_id = page.workspace_id AND r.monitor_id = page.id AND r.state = 'running'
    AND page."openRuns" > 0) o ON true
ORDER BY page.id`
