import type { Part, Run } from '@/lib/core/types'
import type { Decision } from '@/lib/db/monitor-state'
import type { CachedMonitor } from './monitor-cache'

/** What the calls of one monitor need to know. */
export interface Need {
  /** Null: the anonymous run that is open, or if `isLate` the one that began last. */
  runKey: string | null
  isLate: boolean
  isPart: boolean
}

/** More parts than this are read again with each beat, rather than kept. */
const PARTS = 200
const NONE: ReadonlySet<string> = new Set()

/**
 * The runs that calls may belong to, with their parts, from what is kept. Null: not all of them are kept, and the database must be asked.
 */
export function findCached(kept: CachedMonitor, needs: readonly Need[]): { runs: Run[]; parts: Part[] } | null {
  const found: Run[] = []
  for (const { runKey, isLate, isPart } of needs) {
    const own = kept.runs.filter((run) => run.key === runKey && (runKey !== null || isLate || run.state === 'running'))
    if (own.length === 0 && (runKey !== null || isLate || !kept.knowsAnonymous)) return null
    if (isPart && !own.every((run) => kept.wholeRuns.has(run.id))) return null
    for (const run of own) if (!found.includes(run)) found.push(run)
  }
  const parts = kept.parts.length === 0 ? [] : kept.parts.filter((part) => found.some((run) => run.id === part.runId))
  return { runs: found, parts }
}

/** What is known of a monitor once a decision about it is committed, under the version that it was written with. */
export function updateCache(
  known: CachedMonitor,
  { before, outcome, runCount, runDay }: Decision,
  { version, wasKept, askedAnonymous }: { version: string | null; wasKept: boolean; askedAnonymous: boolean },
): CachedMonitor {
  const { state, runs: touched, parts: touchedParts } = outcome.snapshot
  const monitor = {
    ...known.monitor,
    version: version ?? known.monitor.version,
    runCount: runCount + touched.length - before.runs.length,
    runDay: runDay ?? known.monitor.runDay,
    state,
  }
  if (state.openRunCount === 0 && state.anonymousUntilAt === null)
    return { monitor, runs: [], parts: [], wholeRuns: NONE, knowsAnonymous: true }

  const touchedIds = new Set(touched.map((run) => run.id))
  const runs = withoutEnded([...known.runs.filter((run) => !touchedIds.has(run.id)), ...touched])
  const wholeRuns = new Set<string>()
  for (const { id } of runs) {
    const isBegun = touchedIds.has(id) && !before.runs.some((run) => run.id === id)
    if (isBegun || (known.wholeRuns.has(id) && (wasKept || !touchedIds.has(id)))) wholeRuns.add(id)
  }
  const knowsAnonymous = known.knowsAnonymous || askedAnonymous
  const parts = [...known.parts.filter((part) => !touchedIds.has(part.runId)), ...touchedParts].filter((part) =>
    wholeRuns.has(part.runId),
  )
  if (parts.length > PARTS) return { monitor, runs, parts: [], wholeRuns: NONE, knowsAnonymous }
  return { monitor, runs, parts, wholeRuns, knowsAnonymous }
}

/** Drops anonymous runs before the last one, and keys of which no attempt is open. */
function withoutEnded(runs: readonly Run[]): readonly Run[] {
  const last = runs.findLast((run) => run.key === null)
  return runs.filter((run) =>
    run.key === null ? run === last : runs.some((r) => r.key === run.key && r.state === 'running'),
  )
}
