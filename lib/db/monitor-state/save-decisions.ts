import type { ClientBase } from 'pg'
import { type BulkStatement, type CtePart, runAsOneStatement } from '@/lib/db/bulk-statement'
import { type Decision, type Plan, planDecisions } from './plan-decisions'
import { closeIncidents, insertDeliveries, insertFlips, openIncidents, salted } from './save-alerts'
import { saveParts } from './save-parts'
import { insertInstantRuns, insertNewRuns, insertRuns, updateRunProgress, updateRuns } from './save-runs'
import { ASSERT_VERSIONS, saveStates, saveStatesUnindexed } from './save-states'
import { insertUnjudged } from './save-unjudged'

export interface Saved {
  /** Whether anything is to be told. */
  hasAlerts: boolean
}

/**
 * Writes decisions in the caller's transaction: state, runs, parts, flips, incidents, one delivery per channel of each alert, and what is
 * unjudged; one statement a table, however many decisions. Only what changed by identity is written, and a state wherever anything of its
 * monitor is, so that its version stands for all of it.
 * @throws an error that `isVersionConflict` knows when a state is not what was read: the transaction is then lost, and nothing was written.
 */
export async function saveDecisions(client: ClientBase, decisions: readonly Decision[]): Promise<Saved> {
  return savePlan(client, planDecisions(decisions))
}

/** Writes a plan, and `extra` with it. */
export async function savePlan(client: ClientBase, plan: Plan, extra: readonly CtePart[] = []): Promise<Saved> {
  const { states, flips, closed, opened, alerts, unjudged } = plan
  const parts: CtePart[] = []
  const add = <Row>(statement: BulkStatement<Row>, rows: readonly Row[]) => {
    if (rows.length > 0) parts.push(statement.with(rows))
  }
  add(plan.areRoutine ? saveStatesUnindexed : saveStates, states)
  add(updateRuns, plan.changedRuns)
  add(updateRunProgress, plan.routineRuns)
  add(insertInstantRuns, plan.instantSuccesses)
  add(insertNewRuns, plan.plainStarts)
  add(insertRuns, plan.newRuns)
  add(saveParts, plan.parts)
  parts.push(...extra)
  if (states.length === 0) {
    if (parts.length > 0) throw new Error('Something changed, and the state of its monitor did not.')
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

/** Whether a decision was refused because it was made from what is no longer so. */
export function isVersionConflict(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'LD001'
}
