import type { ClientBase } from 'pg'
import { newId } from '@/lib/base/ids'
import type { Outage } from '@/lib/core/types'
import type { OutageFacts } from './outage-facts'

const NAMED = 1_000

/**
 * Writes the one notice of an outage for each channel of each workspace in which something could not be judged, and
 * notes that it is done. Whoever comes second does nothing. Answers how many deliveries were made.
 */
export async function saveNotices(client: ClientBase, outage: Outage): Promise<number> {
  const { rows: held } = await client.query({
    name: 'hold_outage',
    text: 'SELECT seq FROM outage WHERE seq = $1 AND noticed_at IS NULL FOR UPDATE SKIP LOCKED',
    values: [outage.seq],
  })
  if (held.length === 0) return 0
  const { rows } = await client.query({ name: 'outage_facts', text: FACTS, values: [outage.seq, NAMED] })
  const told = await client.query({
    name: 'save_notices',
    text: `INSERT INTO delivery (workspace_id, id, channel_id, type, event_key, outage_seq, event)
      SELECT w.workspace_id, 'dlv_' || substr(w.salt, 5, 10) || substr(md5(w.salt || c.id), 1, 16), c.id,
        'outage.notice', 'outage:' || $4::int8::text, $4::int8, w.event
      FROM unnest($1::text[], $2::jsonb[], $3::text[]) AS w(workspace_id, event, salt)
      JOIN channel c ON c.workspace_id = w.workspace_id
      ON CONFLICT (workspace_id, channel_id, event_key) DO NOTHING`,
    values: [
      rows.map((row) => row.workspace_id),
      rows.map((row) => JSON.stringify(factsOf(outage, row))),
      rows.map(() => newId('dlv')),
      outage.seq,
    ],
  })
  await client.query({
    name: 'note_notices',
    text: 'UPDATE outage SET noticed_at = clock_timestamp() WHERE seq = $1',
    values: [outage.seq],
  })
  return told.rowCount ?? 0
}

function factsOf({ seq, startedAt, endedAt, recoversAt }: Outage, row: Record<string, never>): OutageFacts {
  const iso = (at: number) => new Date(at).toISOString()
  return {
    at: iso(startedAt),
    reason: 'outage',
    part: null,
    outage: { seq, startedAt: iso(startedAt), endedAt: iso(endedAt), recoversAt: iso(recoversAt) },
    unjudged: row.unjudged ?? [],
    unjudgedCount: row.unjudged_count ?? 0,
    openRuns: row.open_runs ?? [],
    openRunCount: row.open_run_count ?? 0,
  }
}

const ISO = (column: string) => `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

const FACTS = `SELECT u.workspace_id, u.unjudged, u.unjudged_count, o.open_runs, coalesce(o.open_run_count, 0) AS open_run_count
  FROM (
    SELECT workspace_id, max(total) AS unjudged_count, jsonb_agg(jsonb_build_object('monitorId', monitor_id,
      'monitorName', name, 'expectedAt', ${ISO('expected_at')}, 'runId', run_id, 'runNumber', number)
      ORDER BY expected_at, name) FILTER (WHERE place <= $2) AS unjudged
    FROM (
      SELECT u.*, m.name, r.number, count(*) OVER (PARTITION BY u.workspace_id) AS total,
        row_number() OVER (PARTITION BY u.workspace_id ORDER BY u.expected_at, m.name) AS place
      FROM unjudged u JOIN monitor m ON m.workspace_id = u.workspace_id AND m.id = u.monitor_id AND m.deleted_at IS NULL
      JOIN run r ON r.workspace_id = u.workspace_id AND r.id = u.run_id
      WHERE u.outage_seq = $1
    ) AS u GROUP BY workspace_id
  ) AS u LEFT JOIN LATERAL (
    SELECT max(all_open) AS open_run_count, jsonb_agg(jsonb_build_object('monitorId', monitor_id, 'monitorName', name,
      'runId', id, 'runNumber', number, 'lastBeatAt', ${ISO('last_beat_at')}) ORDER BY last_beat_at)
      FILTER (WHERE place <= $2) AS open_runs
    FROM (
      SELECT r.*, m.name, count(*) OVER () AS all_open, row_number() OVER (ORDER BY r.last_beat_at) AS place
      FROM run r JOIN monitor m ON m.workspace_id = r.workspace_id AND m.id = r.monitor_id AND m.deleted_at IS NULL
      WHERE r.workspace_id = u.workspace_id AND r.state = 'running' AND r.outage_seq = $1
    ) AS r
  ) AS o ON true`
