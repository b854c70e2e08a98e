import { newId } from '@/lib/base/ids'
import type { MonitorSnapshot, Outcome, Run } from '@/lib/core/types'
import { instantRun, isInstantRun, isNewRunOnly } from './instant-run'
import { type AlertToSave, alertOf, type FlipToSave, type IncidentToOpen } from './save-alerts'
import type { PartToSave } from './save-parts'
import { changesOnlyProgress, type RunToSave } from './save-runs'
import { type RunDay, type StateToSave, touchesNoIndex } from './save-states'
import type { UnjudgedToSave } from './save-unjudged'

/** What the core decided about one monitor: from what was loaded to what is now true. */
export interface Decision {
  workspaceId: string
  monitorId: string
  /** The version of the monitor's state that was read without a lock, to be written only over that. Null: the row is locked. */
  version: string | null
  /** How many runs the monitor had before. */
  runCount: number
  /** The day that began for the monitor with a run of this decision. Left out: none did. */
  runDay?: RunDay | null
  before: MonitorSnapshot
  outcome: Outcome
  /** By run id, as JSON text: what its beats told besides. */
  runDetails?: ReadonlyMap<string, string>
}

/** Rows to write, by what writes them. */
export interface Plan {
  states: StateToSave[]
  /** Whether the states changed only as those of healthy monitors do. */
  areRoutine: boolean
  newRuns: RunToSave[]
  instantSuccesses: RunToSave[]
  plainStarts: RunToSave[]
  changedRuns: RunToSave[]
  routineRuns: RunToSave[]
  parts: PartToSave[]
  flips: FlipToSave[]
  opened: IncidentToOpen[]
  closed: FlipToSave[]
  alerts: AlertToSave[]
  unjudged: UnjudgedToSave[]
}

/** What is to be written for decisions: only what changed by identity. */
export function planDecisions(decisions: readonly Decision[]): Plan {
  const states: StateToSave[] = []
  let areRoutine = true
  const newRuns: RunToSave[] = []
  const instantSuccesses: RunToSave[] = []
  const plainStarts: RunToSave[] = []
  const changedRuns: RunToSave[] = []
  const routineRuns: RunToSave[] = []
  const parts: PartToSave[] = []
  const flips: FlipToSave[] = []
  const opened: IncidentToOpen[] = []
  const closed: FlipToSave[] = []
  const alerts: AlertToSave[] = []
  const unjudged: UnjudgedToSave[] = []

  for (const decision of decisions) {
    const { workspaceId, monitorId, before, outcome } = decision
    const after = outcome.snapshot
    let runCount = decision.runCount
    const addRun = (run: Run) => {
      const row = { workspaceId, monitorId, number: ++runCount, run, detail: decision.runDetails?.get(run.id) ?? null }
      if (row.detail === null && isInstantRun(run)) instantSuccesses.push(row)
      else if (row.detail === null && isNewRunOnly(run)) plainStarts.push(row)
      else newRuns.push(row)
    }
    if (after.runs !== before.runs) {
      for (const run of after.runs) {
        if (before.runs.includes(run)) continue
        const was = before.runs.find((r) => r.id === run.id)
        if (!was) addRun(run)
        else {
          const row = { workspaceId, monitorId, number: 0, run, detail: decision.runDetails?.get(run.id) ?? null }
          if (changesOnlyProgress(was, row)) routineRuns.push(row)
          else changedRuns.push(row)
        }
      }
    }
    if (after.parts !== before.parts) {
      for (const part of after.parts) if (!before.parts.includes(part)) parts.push({ workspaceId, part })
    }
    for (const item of outcome.unjudged) {
      let runId = item.runId
      if (runId === null) {
        const { expectedAt, outageSeq } = item
        const run = instantRun({ id: newId('run'), attempt: 1, state: 'unjudged', outageSeq }, expectedAt)
        addRun({ ...run, awayFromAt: item.away.from, awayToAt: item.away.to })
        runId = run.id
      }
      unjudged.push({ ...item, workspaceId, monitorId, runId, inDoubt: false })
    }
    for (const item of outcome.inDoubt) {
      unjudged.push({ ...item, workspaceId, monitorId, runId: item.runId ?? '', inDoubt: true })
    }
    let open: IncidentToOpen | null = null
    for (const flip of outcome.flips) {
      const row = { workspaceId, monitorId, id: newId('flp'), flip }
      flips.push(row)
      if (flip.from === 'down') {
        if (open) open.closedBy = row
        else closed.push(row)
        open = null
      }
      if (flip.to === 'down') {
        open = { flip: row, incidentId: newId('inc'), closedBy: null }
        opened.push(open)
      }
      const alert = alertOf(row)
      if (alert) alerts.push(alert)
    }
    for (const { type, key, at, reason, runId, part, away } of outcome.notices) {
      const event = { at, reason, part, away }
      alerts.push({ workspaceId, monitorId, type, eventKey: `${monitorId}:${key}`, flipId: null, runId, event })
    }
    // Also where nothing changed, if it was not read under a lock: that it is still so is what the writing proves.
    if (after !== before || runCount !== decision.runCount || decision.version !== null) {
      const { version, runDay = null } = decision
      states.push({ workspaceId, monitorId, runCount, runDay, state: after.state, before: before.state, version })
      areRoutine &&= runDay === null && touchesNoIndex(before.state, after.state)
    }
  }

  // In id order: the order in which everybody locks.
  states.sort((a, b) => (a.monitorId < b.monitorId ? -1 : 1))
  return {
    states,
    areRoutine,
    newRuns,
    instantSuccesses,
    plainStarts,
    changedRuns,
    routineRuns,
    parts,
    flips,
    opened,
    closed,
    alerts,
    unjudged,
  }
}

/** Whether one statement writes all of it, which then needs no transaction around it. */
export function isOneStatement({ flips, alerts, unjudged }: Plan): boolean {
  return flips.length === 0 && alerts.length === 0 && unjudged.length === 0
}
