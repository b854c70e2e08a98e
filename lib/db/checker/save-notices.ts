import type { ClientBase } from 'pg'
import { NO_ID, newId } from '@/lib/base/ids'
import { derivedId } from '../derived-id'
import { IS_RUN_IN_DOUBT, isOccurrenceInDoubt } from '../queries/in-doubt'
import type { OutageFacts } from './outage-facts'
import type { OutageEpisode } from './outages'

const NAMED = 1_000

/**
 * Writes one notice for an episode of outages, for each channel of each workspace in which
 * something is unjudged or in doubt, and records that this is done. If another process did it or is
 * doing it, nothing happens. Returns how many deliveries were created.
 */
export async function saveNotices(client: ClientBase, outage: OutageEpisode): Promise<number> {
  const { seqs } = outage
  const { rows: held } = await client.query({
    name: 'hold_outage',
    text: 'SELECT seq FROM outage WHERE seq = ANY($1) AND noticed_at IS NULL ORDER BY seq FOR UPDATE SKIP LOCKED',
    values: [seqs],
  })
  if (held.length < seqs.length) return 0
  const { rows } = await client.query({ name: 'outage_facts', text: FACTS, values: [seqs, NAMED] })
  const inserted = await client.query({
    name: 'save_notices',
    text: `INSERT INTO delivery (workspace_id, id, channel_id, type, event_key, outage_seq, event)
      SELECT w.workspace_id, ${derivedId('w.salt', 'c.id')}, c.id,
        'outage.notice', 'outage:' || $4::int8::text, $4::int8, w.event
      FROM unnest($1::uuid[], $2::jsonb[], $3::uuid[]) AS w(workspace_id, event, salt)
      JOIN channel c ON c.workspace_id = w.workspace_id
      ON CONFLICT (workspace_id, channel_id, event_key) DO NOTHING`,
    values: [
      rows.map((row) => row.workspace_id),
      rows.map((row) => JSON.stringify(factsOf(outage, row))),
      rows.map(() => newId()),
      Math.max(...seqs),
    ],
  })
  await client.query({
    name: 'note_notices',
    text: 'UPDATE outage SET noticed_at = clock_timestamp() WHERE seq = ANY($1)',
    values: [seqs],
  })
  return inserted.rowCount ?? 0
}

function factsOf({ seqs, startedAt, endedAt, recoversAt }: OutageEpisode, row: Record<string, never>): OutageFacts {
  const iso = (at: number) => new Date(at).toISOString()
  return {
    at: iso(startedAt),
    reason: 'outage',
    part: null,
    outage: {
      seq: Math.max(...seqs),
      startedAt: iso(startedAt),
      endedAt: iso(endedAt),
      recoversAt: iso(recoversAt),
      spans: row.spans ?? [],
    },
    unjudged: row.unjudged ?? [],
    unjudgedCount: row.unjudged_count ?? 0,
    inDoubt: row.in_doubt ?? [],
    inDoubtCount: row.in_doubt_count ?? 0,
    openRuns: row.open_runs ?? [],
    openRunCount: row.open_run_count ?? 0,
  }
}

const ISO = (column: string) => `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/** The spans in which Lubdub could not receive beats, at most 100. */
const SPANS = `(SELECT jsonb_agg(jsonb_build_object('startedAt', ${ISO('started_at')}, 'endedAt', ${ISO('ended_at')}) ORDER BY started_at)
  FROM (SELECT * FROM outage WHERE seq = ANY($1) ORDER BY started_at LIMIT 100) AS o)`

// What is unjudged stays so. A beat may have come for what is in doubt: then it is not in the notice. In SQL, because a workspace
// may have any number of doubts, of which the notice names some and counts all.
const IS_REPORTED = `(NOT u.in_doubt OR CASE WHEN u.run_id = '${NO_ID}'
  THEN ${isOccurrenceInDoubt({ status: 's.status', expectedAt: 's.expected_at' })} ELSE ${IS_RUN_IN_DOUBT} END)`

const FACTS = `SELECT u.*, ${SPANS} AS spans, o.open_runs, coalesce(o.open_run_count, 0) AS open_run_count
  FROM (
    SELECT workspace_id, coalesce(max(total) FILTER (WHERE NOT in_doubt), 0) AS unjudged_count,
      coalesce(max(total) FILTER (WHERE in_doubt), 0) AS in_doubt_count,
      jsonb_agg(entry ORDER BY expected_at, name) FILTER (WHERE place <= $2 AND NOT in_doubt) AS unjudged,
      jsonb_agg(entry ORDER BY deadline_at, name) FILTER (WHERE place <= $2 AND in_doubt) AS in_doubt
    FROM (
      SELECT u.workspace_id, u.in_doubt, u.expected_at, u.deadline_at, m.name,
        jsonb_build_object('monitorId', u.monitor_id, 'monitorName', m.name, 'expectedAt', ${ISO('u.expected_at')},
          'deadlineAt', ${ISO('u.deadline_at')}, 'runId', r.id, 'runNumber', r.number) AS entry,
        count(*) OVER (PARTITION BY u.workspace_id, u.in_doubt) AS total,
        row_number() OVER (PARTITION BY u.workspace_id, u.in_doubt ORDER BY u.expected_at, m.name) AS place
      FROM unjudged u JOIN monitor m ON m.workspace_id = u.workspace_id AND m.id = u.monitor_id AND m.deleted_at IS NULL
      JOIN monitor_state s ON s.workspace_id = u.workspace_id AND s.monitor_id = u.monitor_id
      LEFT JOIN run r ON r.workspace_id = u.workspace_id AND r.id = u.run_id
      WHERE u.outage_seq = ANY($1) AND ${IS_REPORTED}
    ) AS u GROUP BY workspace_id
  ) AS u LEFT JOIN LATERAL (
    SELECT max(all_open) AS open_run_count, jsonb_agg(jsonb_build_object('monitorId', monitor_id, 'monitorName', name,
      'runId', id, 'runNumber', number, 'lastBeatAt', ${ISO('last_beat_at')}) ORDER BY last_beat_at)
      FILTER (WHERE place <= $2) AS open_runs
    FROM (
      SELECT r.*, m.name, count(*) OVER () AS all_open, row_number() OVER (ORDER BY r.last_beat_at) AS place
      FROM run r JOIN monitor m ON m.workspace_id = r.workspace_id AND m.id = r.monitor_id AND m.deleted_at IS NULL
      WHERE r.workspace_id = u.workspace_id AND r.state = 'running' AND r.outage_seq = ANY($1)
    ) AS r
  ) AS o ON true`
