import type { Episode } from '../outages/deaf'
import type {
  Bounds,
  Flip,
  InDoubt,
  MonitorConfig,
  MonitorSnapshot,
  MonitorState,
  Notice,
  Outcome,
  Part,
  Run,
  Unjudged,
} from '../types'
import { alertsOf, incidentChangesOf } from './alerts'

/**
 * A decision that is not finished. A run or part is copied when it first changes; all others stay
 * as they were given.
 */
export interface Draft {
  readonly before: MonitorSnapshot
  readonly bounds: Bounds
  config: MonitorConfig
  state: MonitorState
  runs: readonly Run[]
  parts: readonly Part[]
  flips: Flip[]
  notices: Notice[]
  unjudged: Unjudged[]
  inDoubt: InDoubt[]
  warnings: string[]
  /**
   * The times in which Lubdub could not receive beats, as far as they matter for this decision. For
   * a beat: none.
   */
  episodes: readonly Episode[]
  /** Whether an open run has ended. Then the deadline that it had moved may be near again. */
  hasEndedRun: boolean
}

const NEVER_DEAF: readonly Episode[] = []
const UNBOUND: Bounds = { parts: Number.POSITIVE_INFINITY, mayBeginRun: true }

/** A draft without changes. */
export function openDraft(snapshot: MonitorSnapshot, bounds: Bounds = UNBOUND): Draft {
  return {
    before: snapshot,
    bounds,
    config: snapshot.config,
    state: { ...snapshot.state },
    runs: snapshot.runs,
    parts: snapshot.parts,
    flips: [],
    notices: [],
    unjudged: [],
    inDoubt: [],
    warnings: [],
    episodes: NEVER_DEAF,
    hasEndedRun: false,
  }
}

/**
 * The result of the draft; `run` is the run that the beat belongs to. Objects whose values did not
 * change keep their identity.
 */
export function closeDraft(draft: Draft, run: Run | null = null): Outcome {
  const { before, config, flips, notices, unjudged, inDoubt, warnings } = draft
  const state = hasSameValues(draft.state, before.state) ? before.state : draft.state
  const runs = keepUnchanged(draft.runs, before.runs)
  const parts = keepUnchanged(draft.parts, before.parts)
  const isUnchanged =
    state === before.state && runs === before.runs && parts === before.parts && config === before.config
  return {
    snapshot: isUnchanged ? before : { config, state, runs, parts },
    flips,
    notices,
    alerts: alertsOf(flips, notices),
    incidents: incidentChangesOf(flips),
    unjudged,
    inDoubt,
    warnings,
    runId: run?.id ?? null,
  }
}

/** The runs that have not ended. */
export function openRuns({ runs }: Pick<Draft, 'runs'>): Run[] {
  return runs.filter((run) => run.state === 'running')
}

/** The draft's own copy of the run, which may be changed in place. */
export function changeRun(draft: Draft, run: Run): Run {
  const index = draft.before.runs.indexOf(run)
  if (index < 0) return run
  const current = draft.runs[index]
  if (current !== undefined && current !== run) return current
  const copy = { ...run }
  draft.runs = draft.runs.with(index, copy)
  return copy
}

/** The draft's own copy of the part, which may be changed in place. */
export function changePart(draft: Draft, part: Part): Part {
  const index = draft.before.parts.indexOf(part)
  if (index < 0) return part
  const current = draft.parts[index]
  if (current !== undefined && current !== part) return current
  const copy = { ...part }
  draft.parts = draft.parts.with(index, copy)
  return copy
}

function keepUnchanged<T extends object>(after: readonly T[], before: readonly T[]): readonly T[] {
  if (after === before) return before
  let isUnchanged = after.length === before.length
  const kept = after.map((item, index) => {
    const original = before[index]
    if (original !== undefined && hasSameValues(item, original)) return original
    isUnchanged = false
    return item
  })
  return isUnchanged ? before : kept
}

function hasSameValues<T extends object>(a: T, b: T): boolean {
  if (a === b) return true
  for (const key in a) if (a[key] !== b[key]) return false
  return true
}
