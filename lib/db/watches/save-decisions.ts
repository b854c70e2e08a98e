import type { ClientBase } from 'pg'
import { newId } from '@/lib/base/ids'
import type { Outcome, Run, Watch } from '@/lib/core/types'
import { instantRun, isInstantSuccess, isPlainStart } from './instant-run'
import {
  type AlertToSave,
  alertOf,
  closeIncidents,
  type FlipToSave,
  type IncidentToOpen,
  insertDeliveries,
  insertFlips,
  openIncidents,
  salted,
} from './save-alerts'
import { type PartToSave, saveParts } from './save-parts'
import {
  insertInstantSuccesses,
  insertPlainStarts,
  insertRuns,
  isRoutineRun,
  type RunToSave,
  updateRoutineRuns,
  updateRuns,
} from './save-runs'
import { isRoutine, type StateToSave, saveRoutineStates, saveStates } from './save-states'
import { insertUnjudged, type UnjudgedToSave } from './save-unjudged'

/** What the core decided about one monitor, whose row is locked: from what was loaded to what is now true. */
export interface Decision {
  workspaceId: string
  monitorId: string
  /** How many runs the monitor had before. */
  runCount: number
  before: Watch
  outcome: Outcome
  /** By run id, as JSON text: what its beats told besides. */
  runDetails?: ReadonlyMap<string, string>
}

/**
 * Writes decisions in the caller's transaction: state, runs, parts, flips, incidents, one delivery per channel of each alert, and what is
 * unjudged; one statement a table, however many decisions. Only what changed by identity is written.
 * Returns whether anything is to be told.
 */
export async function saveDecisions(client: ClientBase, decisions: readonly Decision[]): Promise<boolean> {
  const states: StateToSave[] = []
  const routineStates: StateToSave[] = []
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
    const after = outcome.watch
    let runCount = decision.runCount
    const addRun = (run: Run) => {
      const row = { workspaceId, monitorId, number: ++runCount, run, detail: decision.runDetails?.get(run.id) ?? null }
      if (row.detail === null && isInstantSuccess(run)) instantSuccesses.push(row)
      else if (row.detail === null && isPlainStart(run)) plainStarts.push(row)
      else newRuns.push(row)
    }
    if (after.runs !== before.runs) {
      for (const run of after.runs) {
        if (before.runs.includes(run)) continue
        const was = before.runs.find((r) => r.id === run.id)
        if (!was) addRun(run)
        else {
          const row = { workspaceId, monitorId, number: 0, run, detail: decision.runDetails?.get(run.id) ?? null }
          if (isRoutineRun(was, row)) routineRuns.push(row)
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
        addRun(run)
        runId = run.id
      }
      unjudged.push({ workspaceId, monitorId, outageSeq: item.outageSeq, expectedAt: item.expectedAt, runId })
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
    for (const { type, key, at, reason, runId, part } of outcome.notices) {
      const event = { at, reason, part }
      alerts.push({ workspaceId, monitorId, type, eventKey: `${monitorId}:${key}`, flipId: null, runId, event })
    }
    if (after.state !== before.state || runCount !== decision.runCount) {
      const row = { workspaceId, monitorId, runCount, state: after.state }
      if (isRoutine(before.state, after.state)) routineStates.push(row)
      else states.push(row)
    }
  }

  const work: Promise<unknown>[] = []
  if (states.length > 0) work.push(saveStates.run(client, states))
  if (routineStates.length > 0) work.push(saveRoutineStates.run(client, routineStates))
  if (changedRuns.length > 0) work.push(updateRuns.run(client, changedRuns))
  if (routineRuns.length > 0) work.push(updateRoutineRuns.run(client, routineRuns))
  if (instantSuccesses.length > 0) work.push(insertInstantSuccesses.run(client, instantSuccesses))
  if (plainStarts.length > 0) work.push(insertPlainStarts.run(client, plainStarts))
  if (newRuns.length > 0) work.push(insertRuns.run(client, newRuns))
  if (parts.length > 0) work.push(saveParts.run(client, parts))
  if (flips.length > 0) work.push(insertFlips.run(client, flips))
  if (closed.length > 0) work.push(closeIncidents.run(client, closed))
  if (opened.length > 0) work.push(openIncidents.run(client, opened))
  if (alerts.length > 0) work.push(insertDeliveries.run(client, alerts.map(salted)))
  if (unjudged.length > 0) work.push(insertUnjudged.run(client, unjudged))
  await Promise.all(work)
  return alerts.length > 0
}
