import { NO_ID, newId } from '@/lib/base/ids'
import { unjudgedRun } from '@/lib/core'
import type { MonitorSnapshot, Outcome, Run } from '@/lib/core/types'
import { isInstantRun, isNewRunOnly } from './instant-run'
import { type AlertToSave, alertToSave, type FlipToSave, type IncidentToOpen } from './save-alerts'
import type { PartToSave } from './save-parts'
import { changesOnlyProgress, type RunToSave } from './save-runs'
import { type RunDay, type StateToSave, touchesNoIndex } from './save-states'
import type { UnjudgedToSave } from './save-unjudged'

/** A decision of the core about one monitor: the loaded snapshot and the outcome. */
export interface Decision {
  workspaceId: string
  monitorId: string
  /** The version of the monitor's state that was decided from; the write must find this version. Null: the row is locked. */
  version: number | null
  /** The number of the monitor's runs before the decision. */
  runCount: number
  /** Set if a run of this decision is the first on a new day. Left out: no. */
  runDay?: RunDay | null
  before: MonitorSnapshot
  outcome: Outcome
  /** By run id, as JSON text: further fields of its beats. */
  runDetails?: ReadonlyMap<string, string>
}

/** Rows to write, grouped by the statement that writes them. */
export interface Plan {
  states: StateToSave[]
  /** Whether the states changed only in columns without an index, and on no new day. */
  areUnindexed: boolean
  newRuns: RunToSave[]
  instantRuns: RunToSave[]
  startedRuns: RunToSave[]
  changedRuns: RunToSave[]
  progressRuns: RunToSave[]
  parts: PartToSave[]
  flips: FlipToSave[]
  opened: IncidentToOpen[]
  closed: FlipToSave[]
  alerts: AlertToSave[]
  unjudged: UnjudgedToSave[]
}

/** The rows to write for the decisions: only objects whose identity changed. */
export function planDecisions(decisions: readonly Decision[]): Plan {
  const plan: Plan = {
    states: [],
    areUnindexed: true,
    newRuns: [],
    instantRuns: [],
    startedRuns: [],
    changedRuns: [],
    progressRuns: [],
    parts: [],
    flips: [],
    opened: [],
    closed: [],
    alerts: [],
    unjudged: [],
  }
  for (const decision of decisions) {
    const newRuns = [...planRuns(plan, decision), ...planUnjudged(plan, decision)]
    planNewRuns(plan, decision, newRuns)
    planParts(plan, decision)
    planAlerts(plan, decision)
    planState(plan, decision, decision.runCount + newRuns.length)
  }
  // In id order: every writer locks in this order.
  plan.states.sort((a, b) => (a.monitorId < b.monitorId ? -1 : 1))
  return plan
}

/** Returns the runs that are new. */
function planRuns(plan: Plan, { workspaceId, monitorId, before, outcome, runDetails }: Decision): Run[] {
  const newRuns: Run[] = []
  if (outcome.snapshot.runs === before.runs) return newRuns
  for (const run of outcome.snapshot.runs) {
    if (before.runs.includes(run)) continue
    const was = before.runs.find((r) => r.id === run.id)
    if (!was) {
      newRuns.push(run)
      continue
    }
    const row = { workspaceId, monitorId, number: 0, run, detail: runDetails?.get(run.id) ?? null }
    if (changesOnlyProgress(was, row)) plan.progressRuns.push(row)
    else plan.changedRuns.push(row)
  }
  return newRuns
}

/** Returns the runs that stand for occurrences. */
function planUnjudged(plan: Plan, { workspaceId, monitorId, outcome }: Decision): Run[] {
  const newRuns: Run[] = []
  for (const item of outcome.unjudged) {
    const run = item.runId === null ? unjudgedRun(item, newId()) : null
    if (run) newRuns.push(run)
    plan.unjudged.push({ ...item, workspaceId, monitorId, runId: run?.id ?? item.runId ?? NO_ID, inDoubt: false })
  }
  for (const item of outcome.inDoubt) {
    plan.unjudged.push({ ...item, workspaceId, monitorId, runId: item.runId ?? NO_ID, inDoubt: true })
  }
  return newRuns
}

function planNewRuns(plan: Plan, { workspaceId, monitorId, runCount, runDetails }: Decision, runs: readonly Run[]) {
  runs.forEach((run, i) => {
    const detail = runDetails?.get(run.id) ?? null
    const row = { workspaceId, monitorId, number: runCount + i + 1, run, detail }
    if (detail === null && isInstantRun(run)) plan.instantRuns.push(row)
    else if (detail === null && isNewRunOnly(run)) plan.startedRuns.push(row)
    else plan.newRuns.push(row)
  })
}

function planParts(plan: Plan, { workspaceId, before, outcome }: Decision): void {
  const { parts } = outcome.snapshot
  if (parts === before.parts) return
  for (const part of parts) if (!before.parts.includes(part)) plan.parts.push({ workspaceId, part })
}

function planAlerts(plan: Plan, { workspaceId, monitorId, outcome }: Decision): void {
  if (outcome.flips.length === 0 && outcome.alerts.length === 0) return
  const rows = new Map(outcome.flips.map((flip) => [flip, { workspaceId, monitorId, id: newId(), flip }]))
  plan.flips.push(...rows.values())
  // An incident that is opened and closed here is one row.
  let open: IncidentToOpen | null = null
  for (const { kind, flip } of outcome.incidents) {
    const row = rows.get(flip)!
    if (kind === 'opened') {
      open = { flip: row, incidentId: newId(), closedBy: null }
      plan.opened.push(open)
    } else if (open) {
      open.closedBy = row
      open = null
    } else plan.closed.push(row)
  }
  for (const alert of outcome.alerts) {
    const flip = 'key' in alert.about ? null : rows.get(alert.about)!
    plan.alerts.push(alertToSave(alert, { workspaceId, monitorId, flip }))
  }
}

/** Also where nothing changed, if the row was read without a lock: the write proves that it is still the same. */
function planState(plan: Plan, decision: Decision, runCount: number): void {
  const { workspaceId, monitorId, before, outcome, version, runDay = null } = decision
  const { snapshot } = outcome
  if (snapshot === before && runCount === decision.runCount && version === null) return
  const [state, was] = [snapshot.state, before.state]
  plan.states.push({ workspaceId, monitorId, runCount, runDay, state, before: was, version })
  plan.areUnindexed &&= runDay === null && touchesNoIndex(was, state)
}

/** Whether one statement writes everything. Then no transaction is needed around it. */
export function isOneStatement({ flips, alerts, unjudged }: Plan): boolean {
  return flips.length === 0 && alerts.length === 0 && unjudged.length === 0
}
