import { sanitizeLine } from '@/lib/base/sanitize-text'
import type { AlertEvent } from '@/lib/contract/events'
import { newsOf } from '../labels'

const MAX_SUBJECT = 180
const MAX_NAME = 60

const STATES: Record<AlertEvent['type'], string> = {
  'monitor.down': 'Down',
  'monitor.up': 'Up again',
  'run.failed': 'Failed',
  'run.stalled': 'Stalled',
  'outage.notice': 'Outage',
  digest: 'Alerts',
  'incident.closed': 'Closed',
  'channel.failing': 'Channel fails',
  test: 'Test',
}

/** The subject of the mail about an event: one line for any content, the state first, and long names cut. */
export function subjectOf(event: AlertEvent): string {
  const what = 'monitor' in event ? `${cutTo(event.monitor.name, MAX_NAME)}, ${newsOf(event)}` : event.summary
  const workspace = ` [${cutTo(event.workspace.name, MAX_NAME)}]`
  return oneLine(`${cutTo(`${STATES[event.type]}: ${what}`, MAX_SUBJECT - workspace.length)}${workspace}`)
}

function cutTo(text: string, length: number): string {
  const line = sanitizeLine(text)
  return line.length <= length ? line : `${line.slice(0, length - 1).toWellFormed()}…`
}

/** A text that may be in a header: one line of reasonable length, for any content. */
export function oneLine(text: string): string {
  // Mail programs decode an encoded word in any place, and show its content.
  const line = sanitizeLine(text).replaceAll('=?', '= ?')
  return line.length <= MAX_SUBJECT ? line : `${line.slice(0, MAX_SUBJECT - 1).toWellFormed()}…`
}

/** Ids that stay the same on every try and put the mails of one incident in one thread. */
export function threadHeaders(event: AlertEvent, domain: string): { messageId: string; references?: string } {
  const messageId = `<${event.id}@${domain}>`
  const incident = 'incident' in event ? event.incident : null
  return incident === null ? { messageId } : { messageId, references: `<${incident.id}@${domain}>` }
}
