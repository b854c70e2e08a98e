import { type HourGains, hourGainsOf, type Tally } from '@/lib/core'
import { HOUR_MS } from '@/lib/core/views/pace'
import { loadHourGains } from '@/lib/db/queries/hour-gains'
import { loadTallies } from '@/lib/db/queries/part-tallies'
import { loadMedians, type RunSummaryRow } from '@/lib/db/queries/run-rows'
import type { SqlClient } from '@/lib/db/queries/sql-in'

/** The data for the numbers of a run, in addition to its own row. */
export interface Figures {
  tallies: readonly Tally[]
  /** Null: unknown, or the run has ended and no beat came in the last hour. */
  hour: HourGains | null
  /** Null: unknown, or not needed because the run has ended. */
  medianSeconds: number | null
}

/**
 * The data of each of these runs at `now` (milliseconds), by run id; at most three queries, for any
 * number of runs.
 */
export async function loadFigures(
  sql: SqlClient,
  { workspaceId, now }: { workspaceId: string; now: number },
  runs: readonly RunSummaryRow[],
): Promise<Map<string, Figures>> {
  const of = runs.map(({ id, monitorId, attempt }) => ({ workspaceId, id, monitorId, attempt, at: now }))
  const heard = new Set(runs.filter(({ lastBeatAt }) => lastBeatAt >= now - HOUR_MS).map(({ id }) => id))
  const open = runs.filter(({ state }) => state === 'running')
  const [tallies, hours, medians] = await Promise.all([
    loadTallies(sql, of),
    loadHourGains(
      sql,
      of.filter(({ id }) => heard.has(id)),
    ),
    loadMedians(
      sql,
      [...new Set(open.map(({ monitorId }) => monitorId))].map((monitorId) => ({ workspaceId, monitorId })),
    ),
  ])
  return new Map(
    runs.map(({ id, monitorId, state }) => {
      const isOpen = state === 'running'
      const hour = hourGainsOf(hours.get(id), { isOpen, isHeard: heard.has(id) })
      return [id, { tallies: tallies.get(id) ?? [], hour, medianSeconds: (isOpen && medians.get(monitorId)) || null }]
    }),
  )
}
