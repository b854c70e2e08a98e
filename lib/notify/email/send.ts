import { type Message, type SendResult, TOTAL_TIMEOUT_MS } from '../message'
import { contentOf } from './content'
import { mailFailure } from './failure'
import { threadHeaders } from './headers'
import { type Refusal, recipientsResult } from './recipients'
import { isPlainAddress, openTransport } from './transport'

export interface EmailConfig {
  to: readonly string[]
  /** Final results of earlier tries, by address. Left out: none. */
  settled?: Readonly<Record<string, 'sent' | 'refused'>>
  /** Null: mail is not set up. */
  smtpUrl: string | null
  from: string
  /** The right part of the mails' ids. */
  domain: string
}

/**
 * Sends the event as one mail, HTML and text, to the recipients of the channel without a final result; each has its own
 * result from the mail server's answer. Gives up after 15 s.
 */
export async function sendEmail(message: Message, config: EmailConfig): Promise<SendResult> {
  if (config.smtpUrl === null) return { outcome: 'refused', reason: 'SMTP_URL is not set.' }
  const { settled = {} } = config
  const to = config.to.filter(isPlainAddress)
  const open = to.filter((address) => !Object.hasOwn(settled, address))
  if (to.length === 0) return { outcome: 'refused', reason: 'The channel has no recipient.' }
  if (open.length === 0) return recipientsResult({ open, settled, refusals: [] })
  const content = await contentOf(message.event)
  const limit = AbortSignal.timeout(TOTAL_TIMEOUT_MS)
  const transport = openTransport(config.smtpUrl)
  const mail = {
    from: config.from,
    to: to.map((address) => ({ name: '', address })),
    envelope: { from: config.from, to: open },
    ...content,
    ...threadHeaders(message.event, config.domain),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Lubdub-Event': message.event.type },
    signal: message.signal ? AbortSignal.any([limit, message.signal]) : limit,
  }
  try {
    const info = await transport.sendMail(mail)
    return recipientsResult({ open, settled, refusals: refusalsOf(info) })
  } catch (error) {
    if (limit.aborted) return { outcome: 'retry', reason: 'The mail took longer than 15 seconds.' }
    const refusals = refusalsOf(error)
    const isAll = (error as { code?: string }).code === 'EENVELOPE' && refusals.length === open.length
    return isAll ? recipientsResult({ open, settled, refusals }) : mailFailure(error)
  } finally {
    transport.close()
  }
}

/** The mail server's answers to single recipients, where there are any. */
function refusalsOf(answer: unknown): Refusal[] {
  const { rejectedErrors = [] } = answer as { rejectedErrors?: { recipient?: unknown; responseCode?: number }[] }
  return rejectedErrors.flatMap(({ recipient, responseCode }) =>
    typeof recipient === 'string' ? [{ address: recipient, code: responseCode ?? null }] : [],
  )
}
