import type { HeartbeatKeyView } from '@/lib/contract/heartbeat-keys'
import { toPublicId } from '@/lib/contract/ids'
import type { MonitorView } from '@/lib/contract/monitor-view'
import { shownDeadline, shownStatus } from '@/lib/core'
import type { MonitorRow } from '@/lib/db/queries/monitor-rows'
import { type ReasonRow, reasonOf } from '@/lib/db/queries/reasons'
import { iso, isoOrNull } from '../instants'
import { awayOf, inDoubtOf } from '../outages/away-of'
import { showSettings } from './show-settings'

/**
 * A monitor as the API shows it. The main key's URL is empty if that key is no longer in use, or
 * must not be shown.
 */
export function toMonitorView(row: MonitorRow, keys: HeartbeatKeyView[], reasons: readonly ReasonRow[]): MonitorView {
  return {
    id: toPublicId('mon', row.id),
    ...showSettings(row),
    heartbeatUrl: keys.find((key) => key.signal === null && !key.disabledAt && !key.retiresAt)?.url ?? '',
    keys,
    status: row.status,
    shown: shownStatus({ ...row, openRunCount: row.openRuns }, row.now),
    since: iso(row.since),
    expectedAt: isoOrNull(row.expectedAt),
    deadlineAt: isoOrNull(deadlineOf(row)),
    lastBeatAt: isoOrNull(row.lastBeatAt),
    lastSuccessAt: isoOrNull(row.lastSuccessAt),
    seq: row.seq,
    openRuns: row.openRuns,
    runsDropped: row.runsDropped,
    downReason: row.downReason,
    downPart: row.downPart,
    downMessage: reasonOf(reasons, { runId: row.downRunId, part: row.downPart })?.message ?? null,
    downAway: awayOf(row),
    inDoubt: inDoubtOf(row.inDoubt),
    checkError: row.checkError,
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
  }
}

function deadlineOf(row: MonitorRow): number | null {
  const runs = row.openDeadlineAt.map((deadlineAt, i) => {
    return { state: 'running' as const, startedAt: row.openStartedAt[i] ?? null, deadlineAt }
  })
  return shownDeadline(row, row.expectedAt, runs)
}
