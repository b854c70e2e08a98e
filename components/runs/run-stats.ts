import type { RunSummary } from '@/lib/contract/runs'

export interface RunStats {
  ended: number
  succeeded: number
  /** Durations in seconds. Null: no run of known duration succeeded. */
  p50: number | null
  p95: number | null
}

/** Statistics of the runs on a page. */
export function runStats(runs: readonly RunSummary[]): RunStats {
  const ended = runs.filter(({ endedAt }) => endedAt !== null)
  const succeeded = ended.filter(({ state }) => state === 'succeeded')
  const durations = succeeded
    .map(({ durationSeconds }) => durationSeconds)
    .filter((seconds) => seconds !== null)
    .sort((a, b) => a - b)
  return {
    ended: ended.length,
    succeeded: succeeded.length,
    p50: nearestRank(durations, 0.5),
    p95: nearestRank(durations, 0.95),
  }
}

function nearestRank(sorted: readonly number[], share: number): number | null {
  return sorted[Math.ceil(sorted.length * share) - 1] ?? null
}
