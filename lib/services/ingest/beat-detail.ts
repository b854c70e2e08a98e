import { sanitizeLine } from '@/lib/base/sanitize-text'
import type { BeatCall } from './beat-call'

/** The fields that a beat's row stores besides its columns, as JSON text. Null: none. */
export function beatDetail({ fields, warnings, method, agent }: BeatCall): string | null {
  const detail: Record<string, unknown> = {}
  if (method !== 'GET') detail.method = method
  if (agent !== null) detail.agent = sanitizeLine(agent)
  if (fields.done !== null) detail.done = fields.done
  if (fields.total !== null) detail.total = fields.total
  if (fields.add !== null) detail.add = fields.add
  if (fields.unit !== null) detail.unit = fields.unit
  if (fields.attempt !== null) detail.attempt = fields.attempt
  if (fields.shards !== null) detail.shards = fields.shards
  if (fields.checkpoint !== null) detail.checkpoint = fields.checkpoint
  if (fields.outputTruncated) detail.outputTruncated = true
  addRunDetail(detail, fields)
  if (warnings.length > 0) detail.warnings = warnings
  for (const _ in detail) return JSON.stringify(detail)
  return null
}

/** The fields that a run stores from its beats, each with its latest value. Null: this beat has none of them. */
export function runDetail({ fields }: BeatCall): Record<string, unknown> | null {
  const detail: Record<string, unknown> = {}
  addRunDetail(detail, fields)
  for (const _ in detail) return detail
  return null
}

function addRunDetail(detail: Record<string, unknown>, fields: BeatCall['fields']): void {
  if (fields.host !== null) detail.host = fields.host
  if (fields.env !== null) detail.env = fields.env
  if (fields.url !== null) detail.url = fields.url
  if (fields.trace !== null) detail.trace = fields.trace
  if (fields.metrics !== null) detail.metrics = fields.metrics
  if (fields.exit !== null) detail.exit = fields.exit
}
