import type { ClientBase } from 'pg'
import { type HourGains, hourGainsOf } from '@/lib/core'
import { HOUR_MS } from '@/lib/core/views/pace'
import { loadHourGains, type RunOfMonitor } from '../queries/hour-gains'
import { loadTallies } from '../queries/part-tallies'
import { loadReasons, type ReasonRef, reasonOf } from '../queries/reasons'
import { loadMedians } from '../queries/run-rows'
import { type EventFacts, rowToMonitor, rowToRunFacts } from './event-facts'
import { EVENT_FACTS, FACTS } from './event-facts-sql'
import { loadOutputs, NO_OUTPUT } from './load-outputs'
import { tryReading } from './try-reading'

/** How much is read: all; the run without the data for its numbers; or nothing about the run. */
export type FactsDetail = 'all' | 'withoutFigures' | 'eventAlone'

/** Loads the data for the first try of each of these deliveries, in a few bulk statements. */
export async function loadFacts(
  client: ClientBase,
  deliveries: readonly { workspaceId: string; id: string }[],
  { detail = 'all' }: { detail?: FactsDetail } = {},
): Promise<EventFacts[]> {
  const { rows } = await client.query({
    text: detail === 'eventAlone' ? EVENT_FACTS : FACTS,
    values: [deliveries.map((d) => d.workspaceId), deliveries.map((d) => d.id)],
  })
  const outputs = await loadOutputs(
    client,
    rows
      .filter((row) => row.run_id !== null)
      .map((row) => ({
        workspaceId: row.workspace_id,
        monitorId: row.monitor_id,
        runId: row.run_id,
        lastBeatAt: row.last_beat_at,
      })),
  )
  const figures = detail === 'all' ? await loadFigures(client, rows) : () => NO_FIGURES
  const reasons = await loadReasons(client, rows.flatMap(toReasonRef))
  return rows.map((row) => ({
    workspaceId: row.workspace_id,
    id: row.id,
    type: row.type,
    event: row.event,
    workspace: { name: row.workspace_name, timezone: row.timezone },
    monitor: row.monitor_id === null ? null : rowToMonitor(row),
    run:
      row.run_id === null
        ? null
        : { ...rowToRunFacts(row), ...(outputs.get(row.run_id) ?? NO_OUTPUT), ...figures(row.run_id) },
    message: toReasonRef(row).map((ref) => reasonOf(reasons, ref)?.message ?? null)[0] ?? null,
    incident:
      row.incident_id === null
        ? null
        : {
            id: row.incident_id,
            openedAt: row.opened_at,
            closedAt: row.closed_at,
            reason: row.incident_reason,
          },
  }))
}

interface FactRow {
  workspace_id: string
  monitor_id: string
  run_id: string | null
  attempt: number
  run_state: string
  last_beat_at: number
  event: { at: string; part?: string | null }
}

function toReasonRef({ workspace_id, run_id, event }: FactRow): ReasonRef[] {
  return run_id === null ? [] : [{ workspaceId: workspace_id, runId: run_id, part: event.part ?? null }]
}

/** The data for the numbers of the runs, at the instants of their events. */
async function loadFigures(client: ClientBase, rows: readonly FactRow[]) {
  const runs = new Map(rows.flatMap((row) => (row.run_id === null ? [] : [[row.run_id, toRunRef(row, row.run_id)]])))
  const tallies = await loadTallies(client, [...runs.values()])
  const hours = await loadHours(client, [...runs.values()])
  const open = [...runs.values()].filter(({ isOpen }) => isOpen)
  const medians = await loadMedians(client, open)
  return (runId: string) => {
    const { monitorId, isOpen, isRecent } = runs.get(runId)!
    return {
      tallies: tallies.get(runId) ?? [],
      hour: hourGainsOf(hours.get(runId), { isOpen, isHeard: isRecent }),
      medianSeconds: (isOpen && medians.get(monitorId)) || null,
    }
  }
}

const NO_FIGURES = { tallies: [], hour: null, medianSeconds: null }

/**
 * The counts of the last hour are read from beats, and there may be many. An alert waits for them a
 * short time, then goes without.
 */
async function loadHours(client: ClientBase, runs: readonly RunOfMonitor[]): Promise<Map<string, HourGains | null>> {
  const together = await tryReading(client, { limitMs: HOURS_LIMIT_MS }, () => loadHourGains(client, runs))
  if (together.isRead) return together.value
  const hours = new Map<string, HourGains | null>(runs.map(({ id }) => [id, null]))
  if (runs.length === 1) return hours
  // The total time is limited too, because channels are locked meanwhile.
  const limitMs = Math.max(100, Math.ceil(HOURS_LIMIT_MS / runs.length))
  for (const run of runs) {
    const alone = await tryReading(client, { limitMs }, () => loadHourGains(client, [run]))
    if (!alone.isRead) continue
    hours.delete(run.id)
    for (const [id, hour] of alone.value) hours.set(id, hour)
  }
  return hours
}

const HOURS_LIMIT_MS = 1_000

function toRunRef({ workspace_id, monitor_id, attempt, run_state, last_beat_at, event }: FactRow, id: string) {
  const at = Date.parse(event.at)
  const facts = { isOpen: run_state === 'running', isRecent: last_beat_at >= at - HOUR_MS }
  return { workspaceId: workspace_id, monitorId: monitor_id, id, attempt, at, ...facts }
}
