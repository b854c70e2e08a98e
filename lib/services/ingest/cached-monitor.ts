import type { Part, Run } from '@/lib/core/types'
import type { MonitorStateRow } from '@/lib/db/ingest/read-monitors'
import type { Decision } from '@/lib/db/monitor-state'

/** A monitor with the runs and parts that this process knows. It is correct while the stored row has the version of `row`. */
export interface CachedMonitor {
  row: MonitorStateRow
  /** Every attempt of the cached run keys, each of which has an open run; and the newest anonymous run, if it is known. */
  runs: readonly Run[]
  /** Every part of the runs in `wholeRuns`. */
  parts: readonly Part[]
  /** Ids of the runs that this process opened: all their parts are known. */
  wholeRuns: ReadonlySet<string>
  /** Whether no anonymous run is open except the one in `runs`. */
  knowsAnonymous: boolean
}

/** What one call of a monitor needs. */
export interface CachedNeed {
  /** Null: the open anonymous run, or with `isLate` the anonymous run that began last. */
  runKey: string | null
  isLate: boolean
  isPart: boolean
}

/** A monitor with more parts than this is cached without them: each beat reads the parts that it needs. */
const MAX_PARTS = 200
const NONE: ReadonlySet<string> = new Set()

/** A monitor that was just read. Its runs are not known. */
export function cachedFromRow(row: MonitorStateRow): CachedMonitor {
  return { row, runs: [], parts: [], wholeRuns: NONE, knowsAnonymous: row.state.openRunCount === 0 }
}

/** The runs that calls may belong to, with their parts. Null: not all of them are cached, and the database must be read. */
export function findCached(cached: CachedMonitor, needs: readonly CachedNeed[]): { runs: Run[]; parts: Part[] } | null {
  const found: Run[] = []
  for (const { runKey, isLate, isPart } of needs) {
    const own = cached.runs.filter(
      (run) => run.key === runKey && (runKey !== null || isLate || run.state === 'running'),
    )
    if (own.length === 0 && (runKey !== null || isLate || !cached.knowsAnonymous)) return null
    if (isPart && !own.every((run) => cached.wholeRuns.has(run.id))) return null
    for (const run of own) if (!found.includes(run)) found.push(run)
  }
  if (cached.parts.length === 0) return { runs: found, parts: [] }
  return { runs: found, parts: cached.parts.filter((part) => found.some((run) => run.id === part.runId)) }
}

/** The monitor after a decision about it is committed. The write has raised its version by one. */
export function updateCached(
  cached: CachedMonitor,
  { before, outcome, runCount, runDay }: Decision,
  { wasCached, askedAnonymous }: { wasCached: boolean; askedAnonymous: boolean },
): CachedMonitor {
  const { state, runs: touched, parts: touchedParts } = outcome.snapshot
  const row = {
    ...cached.row,
    version: cached.row.version + 1,
    runCount: runCount + touched.length - before.runs.length,
    runDay: runDay ?? cached.row.runDay,
    state,
  }
  if (state.openRunCount === 0 && state.anonymousUntilAt === null)
    return { row, runs: [], parts: [], wholeRuns: NONE, knowsAnonymous: true }

  const touchedIds = new Set(touched.map((run) => run.id))
  const runs = withoutEnded([...cached.runs.filter((run) => !touchedIds.has(run.id)), ...touched])
  const wholeRuns = new Set<string>()
  for (const { id } of runs) {
    const isNew = touchedIds.has(id) && !before.runs.some((run) => run.id === id)
    if (isNew || (cached.wholeRuns.has(id) && (wasCached || !touchedIds.has(id)))) wholeRuns.add(id)
  }
  const knowsAnonymous = cached.knowsAnonymous || askedAnonymous
  const parts = [...cached.parts.filter((part) => !touchedIds.has(part.runId)), ...touchedParts].filter((part) =>
    wholeRuns.has(part.runId),
  )
  if (parts.length > MAX_PARTS) return { row, runs, parts: [], wholeRuns: NONE, knowsAnonymous }
  return { row, runs, parts, wholeRuns, knowsAnonymous }
}

/** Drops anonymous runs before the last one, and run keys of which no attempt is open. */
function withoutEnded(runs: readonly Run[]): readonly Run[] {
  const last = runs.findLast((run) => run.key === null)
  return runs.filter((run) =>
    run.key === null ? run === last : runs.some((r) => r.key === run.key && r.state === 'running'),
  )
}
