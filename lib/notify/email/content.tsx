import { render } from '@react-email/render'
import { sanitizeTextIn } from '@/lib/base/sanitize-text'
import type { AlertEvent } from '@/lib/contract/events'
import { oneLine, subjectOf } from './headers'
import { Mail } from './mail'
import { textOf } from './transport'

interface Content {
  subject: string
  html?: string
  text: string
}

/**
 * Subject, HTML and text of the mail about an event. If the layout fails, a plain text is sent, so that the alert
 * arrives.
 */
export async function contentOf(event: AlertEvent): Promise<Content> {
  try {
    const html = await render(<Mail event={sanitizeTextIn(event)} />)
    return { subject: subjectOf(event), html, text: textOf(html) }
  } catch {
    return { subject: oneLine(event.summary), text: plainText(event) }
  }
}

function plainText(event: AlertEvent): string {
  const shown = sanitizeTextIn(event)
  const url = 'monitor' in shown ? shown.monitor.url : null
  const lines = [`${shown.summary}.`, ...(url === null ? [] : [url]), `Workspace: ${shown.workspace.name}`]
  return [...lines, `Reference: ${shown.id}`].join('\n\n')
}
