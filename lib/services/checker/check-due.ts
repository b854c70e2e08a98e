import type { PoolClient } from 'pg'
import { applyTick, type Outage, type Watch, waitsSince } from '@/lib/core'
import { type ClaimedState, claimStates, clearAside, setAside } from '@/lib/db/checker/claim-watches'
import { loadOutages } from '@/lib/db/checker/outages'
import { withTransaction } from '@/lib/db/transaction'
import { type Decision, loadOpenRuns, loadParts } from '@/lib/db/watches'
import type { CheckerContext } from './context'
import { saveAllThatCanBe } from './save-all-that-can-be'

export interface Checked {
  claimed: number
  /** Whether the sender has something to send. */
  hasAlerts: boolean
}

export type Aside = { workspaceId: string; monitorId: string; error: string }

/**
 * Judges the most urgent monitors that need attention up to `clock`, at most `limit`, in one transaction. One that
 * cannot be judged, or whose decision the database refuses, is set aside with a sentence for its owner; the others go on.
 */
export function checkDue(ctx: CheckerContext, { clock, limit }: { clock: number; limit: number }): Promise<Checked> {
  return withTransaction(ctx.pool, async (client) => {
    const claimed = await claimStates(client, { clock, limit })
    if (claimed.length === 0) return { claimed: 0, hasAlerts: false }
    const watches = await loadWatches(ctx, { client, claimed })
    const seq = Math.min(...claimed.map((c) => c.state.outageSeq))
    const outages = await loadOutages(client, { seq, since: Math.min(clock, ...watches.map(waitsSince)) })
    const asides: Aside[] = []
    const decisions = claimed.flatMap((one, index) => {
      try {
        return [decide(one, { before: watches[index]!, clock, outages })]
      } catch (error) {
        ctx.log.error({ err: error, monitorId: one.monitorId }, 'a monitor could not be judged and is set aside')
        asides.push({
          ...one,
          error: 'Lubdub could not judge this monitor. It looks again after the next beat or edit.',
        })
        return []
      }
    })
    const saved = await saveAllThatCanBe(ctx, { client, decisions })
    asides.push(...saved.asides)
    if (asides.length > 0) await setAside(client, asides)
    const isAside = new Set(asides.map((a) => a.monitorId))
    const cleared = claimed.filter((c) => c.isAside && !isAside.has(c.monitorId))
    if (cleared.length > 0) await clearAside(client, cleared)
    return { claimed: claimed.length, hasAlerts: saved.hasAlerts }
  })
}

function decide(
  { workspaceId, monitorId, runCount }: ClaimedState,
  { before, clock, outages }: { before: Watch; clock: number; outages: readonly Outage[] },
): Decision {
  const outcome = applyTick(before, clock, outages)
  const next = outcome.watch.state.attentionAt
  // It would be claimed again at once, for ever.
  if (next !== null && next <= clock) throw new Error(`Attention stays at ${next}, before the clock ${clock}.`)
  return { workspaceId, monitorId, version: null, runCount, before, outcome }
}

async function loadWatches(
  { configs }: CheckerContext,
  { client, claimed }: { client: PoolClient; claimed: readonly ClaimedState[] },
): Promise<Watch[]> {
  const [config, runs] = [await configs.load(client, claimed), await loadOpenRuns(client, claimed)]
  const needed = claimed.flatMap(({ workspaceId, monitorId }, index) =>
    config[index]!.stepLimits.length === 0
      ? []
      : (runs.get(monitorId) ?? []).map((run) => ({ workspaceId, runId: run.id })),
  )
  const parts = needed.length === 0 ? null : await loadParts(client, needed)
  return claimed.map(({ monitorId, state }, index) => {
    const open = runs.get(monitorId) ?? []
    return { config: config[index]!, state, runs: open, parts: open.flatMap((run) => parts?.get(run.id) ?? []) }
  })
}
