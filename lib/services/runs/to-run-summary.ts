import type { RunSummary, ShownRunState } from '@/lib/contract/runs'
import { deriveRunState, type Run } from '@/lib/core'
import type { RunSummaryRow } from '@/lib/db/queries/run-rows'
import { iso, isoOrNull, secondsBetween } from '../instants'
import { awayOf, inDoubtOf } from '../outages/away-of'

export function toRunSummary(row: RunSummaryRow, now: Date): RunSummary {
  return {
    id: row.id,
    number: row.number,
    monitorId: row.monitorId,
    monitorName: row.monitorName,
    key: row.key,
    attempt: row.attempt,
    state: row.state as RunSummary['state'],
    shown: shownState(row, now),
    reason: row.reason,
    startedAt: isoOrNull(row.startedAt),
    endedAt: isoOrNull(row.endedAt),
    durationSeconds: row.startedAt === null ? null : secondsBetween(row.startedAt, row.endedAt ?? now),
    lastBeatAt: iso(row.lastBeatAt),
    deadlineAt: isoOrNull(row.deadlineAt),
    done: row.done,
    total: row.total,
    unit: row.unit,
    fraction: fractionOf(row),
    message: row.message,
    away: awayOf(row),
    inDoubt: inDoubtOf(row.inDoubt),
  }
}

function shownState(row: RunSummaryRow, now: Date): ShownRunState {
  const { state, stalled, silent } = deriveRunState({ ...row, state: row.state as Run['state'] }, row, now.getTime())
  if (silent) return 'silent'
  return stalled ? 'stalled' : state
}

export interface Countable {
  done: number | null
  total: number | null
  shardsExpected: number | null
  shardsSucceeded: number
  shardsFailed: number
}

/** How much is done, between 0 and 1: by its own count, else by its shards. Null: nothing tells. */
export function fractionOf({ done, total, shardsExpected, shardsSucceeded, shardsFailed }: Countable): number | null {
  if (done !== null && total !== null && total > 0) return clamp(done / total)
  if (shardsExpected !== null && shardsExpected > 0) return clamp((shardsSucceeded + shardsFailed) / shardsExpected)
  return null
}

const clamp = (fraction: number) => Math.min(1, Math.max(0, fraction))
