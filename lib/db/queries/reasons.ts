import type { SqlClient } from './sql-in'

/** The subject of a failure: a run, and its part, named as in flips. */
export interface ReasonRef {
  workspaceId: string
  runId: string
  part: string | null
}

export interface ReasonRow {
  runId: string
  part: string | null
  /** The run's number. */
  number: number
  /** The last message of the part or, without a part, of the run, if it is still failed. Null: none. */
  message: string | null
}

/** The failure messages of runs and parts, for each reference whose run still exists. */
export async function loadReasons(db: SqlClient, refs: readonly ReasonRef[]): Promise<ReasonRow[]> {
  if (refs.length === 0) return []
  const { rows } = await db.query<ReasonRow>(REASONS, [
    refs.map(({ workspaceId }) => workspaceId),
    refs.map(({ runId }) => runId),
    refs.map(({ part }) => part),
  ])
  return rows
}

/** The row for a reference. */
export function reasonOf(rows: readonly ReasonRow[], ref: { runId: string | null; part: string | null }) {
  return rows.find(({ runId, part }) => runId === ref.runId && part === ref.part) ?? null
}

const REASONS = `SELECT r.id AS "runId", w.part, r.number::float8 AS number,
    CASE WHEN w.part IS NOT NULL THEN p.message WHEN r.state = 'failed' THEN r.message END AS message
  FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS w(workspace_id, run_id, part)
  JOIN run r ON r.workspace_id = w.workspace_id AND r.id = w.run_id
  LEFT JOIN LATERAL (SELECT message FROM run_part p WHERE p.workspace_id = w.workspace_id AND p.run_id = w.run_id
    AND p.state = 'failed' AND (p.step, p.shard) IN ((w.part, ''),
      (split_part(w.part, '/', 1), substr(w.part, strpos(w.part, '/') + 1))) LIMIT 1) p ON true`
