import { newId } from '@/lib/base/ids'
import type { Alert, Away, Flip } from '@/lib/core/types'
import { bulkStatement } from '@/lib/db/bulk-statement'
import { derivedId } from '@/lib/db/derived-id'

export interface FlipToSave {
  workspaceId: string
  monitorId: string
  id: string
  flip: Flip
}

export const insertFlips = bulkStatement<FlipToSave>(
  'insert_flips',
  [
    ['workspace_id', 'uuid', (r) => r.workspaceId],
    ['id', 'uuid', (r) => r.id],
    ['monitor_id', 'uuid', (r) => r.monitorId],
    ['version', 'int4', (r) => r.flip.version],
    ['from_status', 'text', (r) => r.flip.from],
    ['to_status', 'text', (r) => r.flip.to],
    ['at', 'instant', (r) => r.flip.at],
    ['reason', 'text', (r) => r.flip.reason],
    ['run_id', 'uuid', (r) => r.flip.runId],
    ['part', 'text', (r) => r.flip.part],
    ['away_from_at', 'instant', (r) => r.flip.away?.from ?? null],
    ['away_to_at', 'instant', (r) => r.flip.away?.to ?? null],
  ],
  (rows, names) =>
    `INSERT INTO flip (${names.join(', ')}) SELECT ${names.map((n) => `t.${n}`).join(', ')} FROM (${rows}) AS t`,
)

export interface IncidentToOpen {
  flip: FlipToSave
  incidentId: string
  /** The flip that closed it in the same transaction. Null: it stays open. */
  closedBy: FlipToSave | null
}

export const openIncidents = bulkStatement<IncidentToOpen>(
  'open_incidents',
  [
    ['workspace_id', 'uuid', (r) => r.flip.workspaceId],
    ['id', 'uuid', (r) => r.incidentId],
    ['monitor_id', 'uuid', (r) => r.flip.monitorId],
    ['opened_at', 'instant', (r) => r.flip.flip.at],
    ['reason', 'text', (r) => r.flip.flip.reason],
    ['run_id', 'uuid', (r) => r.flip.flip.runId],
    ['part', 'text', (r) => r.flip.flip.part],
    ['away_from_at', 'instant', (r) => r.flip.flip.away?.from ?? null],
    ['away_to_at', 'instant', (r) => r.flip.flip.away?.to ?? null],
    ['open_flip_id', 'uuid', (r) => r.flip.id],
    ['closed_at', 'instant', (r) => r.closedBy?.flip.at ?? null],
    ['close_flip_id', 'uuid', (r) => r.closedBy?.id ?? null],
  ],
  (rows, names) =>
    `INSERT INTO incident (${names.join(', ')}) SELECT ${names.map((n) => `t.${n}`).join(', ')} FROM (${rows}) AS t`,
)

export const closeIncidents = bulkStatement<FlipToSave>(
  'close_incidents',
  [
    ['workspace_id', 'uuid', (r) => r.workspaceId],
    ['monitor_id', 'uuid', (r) => r.monitorId],
    ['closed_at', 'instant', (r) => r.flip.at],
    ['close_flip_id', 'uuid', (r) => r.id],
  ],
  (rows) => `UPDATE incident i SET closed_at = t.closed_at, close_flip_id = t.close_flip_id FROM (${rows}) AS t
    WHERE i.workspace_id = t.workspace_id AND i.monitor_id = t.monitor_id AND i.closed_at IS NULL`,
)

/** Something to report on every channel of a monitor. */
export interface AlertToSave {
  workspaceId: string
  monitorId: string
  type: Alert['type']
  eventKey: string
  flipId: string | null
  runId: string | null
  event: { at: number; reason: string; part: string | null; away?: Away | undefined }
}

function eventText({ at, away, ...event }: AlertToSave['event']): string {
  const iso = (ms: number) => new Date(ms).toISOString()
  return JSON.stringify({ ...event, at: iso(at), ...(away && { away: { from: iso(away.from), to: iso(away.to) } }) })
}

/**
 * Creates one pending delivery for each channel of the monitor. A second alert with the same event
 * key creates none.
 */
export const insertDeliveries = bulkStatement<AlertToSave & { salt: string }>(
  'insert_deliveries',
  [
    ['workspace_id', 'uuid', (r) => r.workspaceId],
    ['monitor_id', 'uuid', (r) => r.monitorId],
    ['type', 'text', (r) => r.type],
    ['event_key', 'text', (r) => r.eventKey],
    ['flip_id', 'uuid', (r) => r.flipId],
    ['run_id', 'uuid', (r) => r.runId],
    ['event', 'jsonb', (r) => eventText(r.event)],
    ['salt', 'uuid', (r) => r.salt],
  ],
  (rows) => `INSERT INTO delivery (workspace_id, id, channel_id, type, event_key, monitor_id, flip_id, run_id, event)
    SELECT t.workspace_id, ${derivedId('t.salt', 'c.channel_id')}, c.channel_id,
      t.type, t.event_key, t.monitor_id, t.flip_id, t.run_id, t.event
    FROM (${rows}) AS t JOIN monitor_channel c ON c.workspace_id = t.workspace_id AND c.monitor_id = t.monitor_id
    ON CONFLICT (workspace_id, channel_id, event_key) DO NOTHING`,
)

/** `flip`: the row of the flip that the alert is about; null: it is about a notice. */
export function alertToSave(
  { type, about }: Alert,
  { workspaceId, monitorId, flip }: { workspaceId: string; monitorId: string; flip: FlipToSave | null },
): AlertToSave {
  const { at, reason, runId, part, away } = about
  const eventKey = 'key' in about ? `${monitorId}:${about.key}` : `flip:${flip?.id}`
  return { workspaceId, monitorId, type, eventKey, flipId: flip?.id ?? null, runId, event: { at, reason, part, away } }
}

export const salted = (alert: AlertToSave) => ({ ...alert, salt: newId() })
