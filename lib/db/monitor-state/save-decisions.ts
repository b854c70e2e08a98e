import type { ClientBase } from 'pg'
import { type BulkStatement, type CtePart, runAsOneStatement } from '@/lib/db/bulk-statement'
import { type Decision, type Plan, planDecisions } from './plan-decisions'
import { closeIncidents, insertDeliveries, insertFlips, openIncidents, salted } from './save-alerts'
import { saveParts } from './save-parts'
import { insertInstantRuns, insertNewRuns, insertRuns, updateRunProgress, updateRuns } from './save-runs'
import { ASSERT_VERSIONS, saveStates, saveStatesUnindexed } from './save-states'
import { insertUnjudged } from './save-unjudged'

export interface Saved {
  /** Whether there are alerts to send. */
  hasAlerts: boolean
}

/**
 * Writes decisions in the caller's transaction: states, runs, parts, flips, incidents, one delivery
 * per channel for each alert, and unjudged items; one statement per table, for any number of
 * decisions. It writes only objects whose identity changed. With any change of a monitor its state
 * is written too, so the state's version covers the whole monitor.
 * @throws an error for which `isVersionConflict` is true if a state is not the one that was read:
 * then the transaction has failed, and nothing was written.
 */
export async function saveDecisions(client: ClientBase, decisions: readonly Decision[]): Promise<Saved> {
  return savePlan(client, planDecisions(decisions))
}

/** Writes a plan, together with `extra`. */
export async function savePlan(client: ClientBase, plan: Plan, extra: readonly CtePart[] = []): Promise<Saved> {
  const { states, flips, closed, opened, alerts, unjudged } = plan
  const parts: CtePart[] = []
  const add = <Row>(statement: BulkStatement<Row>, rows: readonly Row[]) => {
    if (rows.length > 0) parts.push(statement.with(rows))
  }
  add(plan.areUnindexed ? saveStatesUnindexed : saveStates, states)
  add(updateRuns, plan.changedRuns)
  add(updateRunProgress, plan.progressRuns)
  add(insertInstantRuns, plan.instantRuns)
  add(insertNewRuns, plan.startedRuns)
  add(insertRuns, plan.newRuns)
  add(saveParts, plan.parts)
  parts.push(...extra)
  if (states.length === 0) {
    if (parts.length > 0) throw new Error('A run or part changed, but the state of its monitor did not.')
    return { hasAlerts: false }
  }
  const work: Promise<unknown>[] = [runAsOneStatement(client, parts, ASSERT_VERSIONS)]
  if (flips.length > 0) work.push(insertFlips.run(client, flips))
  if (closed.length > 0) work.push(closeIncidents.run(client, closed))
  if (opened.length > 0) work.push(openIncidents.run(client, opened))
  if (alerts.length > 0) work.push(insertDeliveries.run(client, alerts.map(salted)))
  if (unjudged.length > 0) work.push(insertUnjudged.run(client, unjudged))
  await Promise.all(work)
  return { hasAlerts: alerts.length > 0 }
}

/** Whether a decision was refused because its snapshot was no longer current. */
export function isVersionConflict(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'LD001'
}
