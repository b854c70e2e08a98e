import type { RunSpan } from '@/lib/db/queries/beat-rows'
import type { RunSummaryRow } from '@/lib/db/queries/run-rows'

// The instants of beats from two ingest processes may be slightly out of order.
const SLACK_MS = 60_000

/** The time in which beats of the run may have come. */
export function spanOf({ id, startedAt, endedAt, lastBeatAt, state }: RunSummaryRow): RunSpan {
  const fromAt = Math.min(startedAt ?? endedAt ?? lastBeatAt, lastBeatAt) - SLACK_MS
  const toAt = state === 'running' ? null : Math.max(endedAt ?? lastBeatAt, lastBeatAt) + SLACK_MS
  return { runId: id, fromAt, toAt }
}
