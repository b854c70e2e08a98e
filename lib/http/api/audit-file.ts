import { csvLine } from '@/lib/base/csv'
import type { AuditEventView } from '@/lib/contract/audit'
import { attachment } from './attachment'

interface AuditExport {
  format: 'csv' | 'json'
  entries: AsyncGenerator<AuditEventView[]>
}

const COLUMNS = [
  ...['at', 'action', 'actor_kind', 'actor_id', 'actor', 'target_kind', 'target_id', 'target'],
  ...['before', 'after', 'ip', 'user_agent', 'id'],
]

/** The entries as a file, sent while they are read, so that only a few are in memory at a time. */
export function auditFile({ format, entries }: AuditExport, { now }: { now: Date }): Response {
  const name = `audit-${now.toISOString().slice(0, 10)}.${format}`
  const type = format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/json; charset=utf-8'
  const text = format === 'csv' ? toCsv(entries) : toJson(entries)
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await text.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    cancel: () => void text.return(undefined),
  })
  return new Response(body, { headers: attachment(name, type) })
}

async function* toCsv(entries: AuditExport['entries']): AsyncGenerator<string> {
  yield csvLine(COLUMNS)
  for await (const page of entries) yield page.map((entry) => csvLine(fieldsOf(entry))).join('')
}

function fieldsOf({ at, action, actor, target, before, after, ip, userAgent, id }: AuditEventView) {
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value))
  const about = [target?.kind ?? null, target?.id ?? null, target?.label ?? null]
  return [at, action, actor.kind, actor.id, actor.label, ...about, json(before), json(after), ip, userAgent, id]
}

async function* toJson(entries: AuditExport['entries']): AsyncGenerator<string> {
  let lead = '[\n'
  for await (const page of entries) {
    yield lead + page.map((entry) => JSON.stringify(entry)).join(',\n')
    lead = ',\n'
  }
  yield lead === '[\n' ? '[]\n' : '\n]\n'
}
