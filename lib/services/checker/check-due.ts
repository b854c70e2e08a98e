import type { PoolClient } from 'pg'
import { toPublicId } from '@/lib/contract/ids'
import { applyTick, type MonitorSnapshot, type Outage, waitsSince } from '@/lib/core'
import {
  type ClaimedState,
  claimStates,
  clearQuarantine,
  type Quarantine,
  quarantine,
} from '@/lib/db/checker/claim-states'
import { loadOutages } from '@/lib/db/checker/outages'
import { type Decision, loadLostRuns, loadOpenRuns, loadParts } from '@/lib/db/monitor-state'
import { withTransaction } from '@/lib/db/transaction'
import type { CheckerContext } from './context'
import { saveWithFallback } from './save-with-fallback'

/** How long a monitor stays in quarantine before the next check, in ms. */
const LOOK_AGAIN_MS = 300_000

export interface Checked {
  claimed: number
  /** How many of these stay due because another transaction had a lock. */
  postponed: number
  /** Whether the sender has something to send. */
  hasAlerts: boolean
}

/**
 * Judges the most urgent monitors that need attention up to `clock`, at most `limit`, in one
 * transaction. A monitor that cannot be judged, or whose rows the database refuses, is put into
 * quarantine for some minutes with a sentence for its owner; the others are judged.
 * @throws temporary errors, such as a locked table: then no monitor is put into quarantine, and all
 * stay due.
 */
export function checkDue(ctx: CheckerContext, { clock, limit }: { clock: number; limit: number }): Promise<Checked> {
  return withTransaction(ctx.pool, async (client) => {
    const claimed = await claimStates(client, { clock, limit })
    if (claimed.length === 0) return { claimed: 0, postponed: 0, hasAlerts: false }
    const snapshots = await loadSnapshots(ctx, { client, claimed, clock })
    const seq = Math.min(...claimed.map((c) => c.state.outageSeq))
    const outages = await loadOutages(client, { seq, since: Math.min(clock, ...snapshots.map(waitsSince)) })
    const quarantined: Quarantine[] = []
    const decisions = claimed.flatMap((one, index) => {
      try {
        return [decide(one, { before: snapshots[index]!, clock, outages })]
      } catch (error) {
        ctx.log.error(
          { err: error, monitorId: toPublicId('mon', one.monitorId) },
          'a monitor could not be judged and is in quarantine',
        )
        quarantined.push({
          ...one,
          error: 'Lubdub could not judge this monitor. It tries again every five minutes.',
        })
        return []
      }
    })
    const saved = await saveWithFallback(ctx, { client, decisions })
    quarantined.push(...saved.quarantined)
    if (quarantined.length > 0) await quarantine(client, quarantined, clock + LOOK_AGAIN_MS)
    const isQuarantined = new Set(quarantined.map((one) => one.monitorId))
    const cleared = claimed.filter((c) => c.isQuarantined && !isQuarantined.has(c.monitorId))
    if (cleared.length > 0) await clearQuarantine(client, cleared)
    return { claimed: claimed.length, postponed: saved.postponed, hasAlerts: saved.hasAlerts }
  })
}

function decide(
  { workspaceId, monitorId, runCount }: ClaimedState,
  { before, clock, outages }: { before: MonitorSnapshot; clock: number; outages: readonly Outage[] },
): Decision {
  const outcome = applyTick(before, clock, outages)
  const next = outcome.snapshot.state.attentionAt
  // It would be claimed again at once, without end.
  if (next !== null && next <= clock) throw new Error(`Attention stays at ${next}, before the clock ${clock}.`)
  return { workspaceId, monitorId, version: null, runCount, before, outcome }
}

async function loadSnapshots(
  { configs }: CheckerContext,
  { client, claimed, clock }: { client: PoolClient; claimed: readonly ClaimedState[]; clock: number },
): Promise<MonitorSnapshot[]> {
  const [inForce, runs] = [await configs.load(client, claimed), await loadOpenRuns(client, claimed)]
  const needed = claimed.flatMap(({ workspaceId, monitorId }, index) =>
    inForce[index]!.config.stepLimits.length === 0
      ? []
      : (runs.get(monitorId) ?? []).map((run) => ({ workspaceId, runId: run.id })),
  )
  const parts = needed.length === 0 ? null : await loadParts(client, needed)
  const due = claimed.flatMap(({ workspaceId, state: { lostRunId: runId, lostDeadlineAt: at } }) =>
    runId === null || at === null || at > clock ? [] : [{ workspaceId, runId }],
  )
  const lost = due.length === 0 ? null : await loadLostRuns(client, due)
  return claimed.map(({ monitorId, state }, index) => {
    const open = runs.get(monitorId) ?? []
    const own = state.lostRunId === null ? undefined : lost?.get(state.lostRunId)
    const ofOpen = open.flatMap((run) => parts?.get(run.id) ?? [])
    const all = own === undefined ? open : [...open, own.run]
    return {
      config: inForce[index]!.config,
      state,
      runs: all,
      parts: own === undefined ? ofOpen : [...ofOpen, ...own.parts],
    }
  })
}
