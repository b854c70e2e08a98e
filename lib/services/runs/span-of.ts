import type { RunSpan } from '@/lib/db/queries/beat-rows'
import type { RunSummaryRow } from '@/lib/db/queries/run-rows'

// Beats of two ingest processes may be stamped out of order by a little.
const SLACK_MS = 60_000

/** When beats of the run can have come in. */
export function spanOf({ id, startedAt, endedAt, lastBeatAt, state }: RunSummaryRow): RunSpan {
  const fromAt = Math.min(startedAt ?? endedAt ?? lastBeatAt, lastBeatAt) - SLACK_MS
  const toAt = state === 'running' ? null : Math.max(endedAt ?? lastBeatAt, lastBeatAt) + SLACK_MS
  return { runId: id, fromAt, toAt }
}
