import { sanitizeText } from '@/lib/base/sanitize-text'
import type { BeatFields } from './beat'
import { takeBody } from './beat-body'
import { FieldReader, idempotencyKey } from './beat-fields'
import { takeQuery } from './beat-pairs'
import type { BeatRequest } from './beat-request'

/**
 * Reads a call's query, form, JSON or output. Never throws and never refuses: unreadable input is reported in the
 * result.
 */
export function parseBeat(request: BeatRequest): { fields: BeatFields; warnings: string[] } {
  const reader = new FieldReader()
  const { fields } = reader
  try {
    if (request.query !== '') takeQuery(reader, request.query)
    if (request.body.length > 0) takeBody(reader, request)
  } catch {
    // No known call comes here; an unforeseen one is a failure and is not lost.
    reader.breakBody('The call cannot be read')
  }
  reader.finish(request.path)
  if (request.idempotencyHeader) fields.idempotencyKey = idempotencyKey(request.idempotencyHeader)
  fields.trace ??= request.traceparent ? sanitizeText(request.traceparent).slice(0, 200) : null
  return { fields, warnings: reader.warnings }
}
