import { showableLine } from '@/lib/base/showable'
import type { AlertEvent } from '@/lib/contract/events'

const MAX_SUBJECT = 180

/** The subject of the mail about an event: one line, whatever the names in it. */
export function subjectOf(event: AlertEvent): string {
  return oneLine(`[${event.workspace.name}] ${event.summary}`)
}

/** What a header may hold: one line of reasonable length, whatever is in it. */
export function oneLine(text: string): string {
  // Mail programs would decode an encoded word, wherever it came from, and see what is in it.
  const line = showableLine(text).replaceAll('=?', '= ?')
  return line.length <= MAX_SUBJECT ? line : `${line.slice(0, MAX_SUBJECT - 1).toWellFormed()}…`
}

/** Ids that stay the same on every try and gather the mails of one incident in one thread. */
export function threadHeaders(event: AlertEvent, domain: string): { messageId: string; references?: string } {
  const messageId = `<${event.id}@${domain}>`
  const incident = 'incident' in event ? event.incident : null
  return incident === null ? { messageId } : { messageId, references: `<${incident.id}@${domain}>` }
}
