import { FAILURE_EVENTS, RUN_CHOICES, RUN_OF_EVENT_RULES } from '@/lib/core/delivery/run-of-event'
import type { RunState } from '@/lib/core/types'
import { firstTrueSql } from '../rule-sql'

/** No index leads to the ended runs of one state: only this many of the newest runs are searched. */
const SEARCHED_RUNS = 200

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

/** Without anything of a run. */
export const EVENT_FACTS = `SELECT ${ABOUT}, NULL AS run_id ${FROM}`

const newestRun = (
  state: RunState,
) => `(SELECT l.id FROM run l WHERE l.workspace_id = d.workspace_id AND l.monitor_id = d.monitor_id
  AND l.state = '${state}'${state === 'running' ? '' : ` AND l.number > s.run_count - ${SEARCHED_RUNS}`} ORDER BY l.number DESC LIMIT 1)`

/** For an event without a run of its own. */
const RUN_OF_EVENT = firstTrueSql(
  RUN_OF_EVENT_RULES,
  {
    isFailure: `d.type IN (${FAILURE_EVENTS.map((type) => `'${type}'`).join(', ')})`,
    isLost: `d.event->>'reason' = 'lost'`,
  },
  (choice) => `coalesce(${RUN_CHOICES[choice].map(newestRun).join(', ')})`,
)

export const FACTS = `SELECT ${ABOUT},
    r.id AS run_id, r.number, r.key, r.attempt, r.state AS run_state, r.started_at, r.ended_at, r.last_beat_at,
    r.stalled_from_at, r.stalled_at, r.silent_from_at, r.silent_at, m.silence_seconds, m.stall_seconds, r.done, r.total, r.unit,
    r.rate_from_at, r.rate_from_done, r.shards_expected AS run_shards_expected, r.message, r.detail,
    m.steps AS steps_declared, p.steps, q.quiet_shards
  ${FROM}
  LEFT JOIN run r ON r.workspace_id = d.workspace_id AND r.id = coalesce(d.run_id, ${RUN_OF_EVENT})
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
