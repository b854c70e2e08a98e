import type { AlertEvent } from '@/lib/contract/events'

const MAX_SUBJECT = 180
// Line ends and other control characters, and the marks that turn text around: a name must not shape a header.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g

/** The subject of the mail about an event: one line, whatever the names in it. */
export function subjectOf(event: AlertEvent): string {
  return oneLine(`[${event.workspace.name}] ${event.summary}`)
}

/** What a header may hold: one line of reasonable length, whatever is in it. */
export function oneLine(text: string): string {
  const subject = text.replace(UNSAFE, ' ').trim()
  return subject.length <= MAX_SUBJECT ? subject : `${subject.slice(0, MAX_SUBJECT - 1)}…`
}

/** Ids that stay the same on every try and gather the mails of one incident in one thread. */
export function threadHeaders(event: AlertEvent, domain: string): { messageId: string; references?: string } {
  const messageId = `<${event.id}@${domain}>`
  const incident = 'incident' in event ? event.incident : null
  return incident === null ? { messageId } : { messageId, references: `<${incident.id}@${domain}>` }
}
