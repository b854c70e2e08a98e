import type { ClientBase } from 'pg'

export interface RunOutput {
  /** The end of the last output of the run. Null: none. */
  output: string | null
  outputTruncated: boolean
}

export const NO_OUTPUT: RunOutput = { output: null, outputTruncated: false }

const CHARS = 8_000

/**
 * The end of the last output of each run, by run id. It is searched in the last 500 beats of the
 * monitor up to the run's last beat: the index of beats is by monitor and seq, and a run may have a
 * million beats. It is a prepared statement, because planning for every partition takes longer than
 * the search.
 */
export async function loadOutputs(
  client: ClientBase,
  runs: readonly { workspaceId: string; monitorId: string; runId: string; lastBeatAt: number }[],
): Promise<Map<string, RunOutput>> {
  if (runs.length === 0) return new Map()
  const { rows } = await client.query<{ run_id: string; output: string; is_truncated: boolean }>({
    name: 'run_outputs',
    text: `SELECT w.run_id, right(o.output, $5) AS output, length(o.output) > $5 AS is_truncated
      FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::float8[]) AS w(workspace_id, monitor_id, run_id, last_beat_at),
      LATERAL (
        SELECT b.output FROM (
          SELECT b.run_id, b.output FROM beat b WHERE b.workspace_id = w.workspace_id AND b.monitor_id = w.monitor_id
            AND b.received_at BETWEEN to_timestamp(w.last_beat_at / 1000.0) - interval '1 day'
              AND to_timestamp(w.last_beat_at / 1000.0) + interval '1 second'
          ORDER BY b.seq DESC LIMIT 500
        ) AS b WHERE b.run_id = w.run_id AND b.output IS NOT NULL LIMIT 1
      ) AS o`,
    values: [
      runs.map((r) => r.workspaceId),
      runs.map((r) => r.monitorId),
      runs.map((r) => r.runId),
      runs.map((r) => r.lastBeatAt),
      CHARS,
    ],
  })
  return new Map(rows.map((row) => [row.run_id, { output: row.output, outputTruncated: row.is_truncated }]))
}
