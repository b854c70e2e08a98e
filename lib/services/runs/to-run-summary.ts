import { toPublicId } from '@/lib/contract/ids'
import type { RunSummary } from '@/lib/contract/runs'
import { deriveRunState, type Numbers, numbersOf, type Run, type ShownRun, shownRun } from '@/lib/core'
import type { RunSummaryRow } from '@/lib/db/queries/run-rows'
import { iso, isoOrNull, secondsBetween } from '../instants'
import { awayOf, inDoubtOf } from '../outages/away-of'
import type { Figures } from './load-figures'

/** A run at `now`, with its numbers. */
export function toRunSummary(row: RunSummaryRow, figures: Figures, now: Date): RunSummary {
  const shown = shownOf(row, now.getTime())
  return {
    id: toPublicId('run', row.id),
    number: row.number,
    monitorId: toPublicId('mon', row.monitorId),
    monitorName: row.monitorName,
    key: row.key,
    attempt: row.attempt,
    state: row.state as RunSummary['state'],
    shown,
    reason: row.reason,
    startedAt: isoOrNull(row.startedAt),
    endedAt: isoOrNull(row.endedAt),
    durationSeconds: row.startedAt === null ? null : secondsBetween(row.startedAt, row.endedAt ?? now),
    lastBeatAt: iso(row.lastBeatAt),
    deadlineAt: isoOrNull(row.deadlineAt),
    ...toNumbersView(runNumbers(row, { figures, shown, now: now.getTime() })),
    message: row.message,
    away: awayOf(row),
    inDoubt: inDoubtOf(row.inDoubt),
  }
}

function shownOf(row: RunSummaryRow, now: number): ShownRun {
  return shownRun(deriveRunState({ ...row, state: row.state as Run['state'] }, row, now))
}

function runNumbers(
  row: RunSummaryRow,
  { figures, shown, now }: { figures: Figures; shown: ShownRun; now: number },
): Numbers {
  const own = { ...row, state: row.state as Run['state'] }
  const { attempt, declaredSteps } = row
  return numbersOf({ own, isRun: true, attempt, isMoving: shown === 'running', declaredSteps, ...figures, now })
}

/** Numbers in the format of the API. */
export function toNumbersView({ endsAt, ...numbers }: Numbers) {
  return { ...numbers, endsAt: isoOrNull(endsAt) }
}
