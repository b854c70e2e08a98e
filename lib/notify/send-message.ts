import { assertNever } from '@/lib/base/assert-never'
import { type EmailConfig, sendEmail } from './email/send'
import type { Message, SendResult } from './message'
import { sendWebhook, type WebhookConfig } from './webhook/send'

/** A channel, ready to send to: its kind and the settings of that kind. */
export type Target = { kind: 'webhook'; config: WebhookConfig } | { kind: 'email'; config: EmailConfig }

/** Sends one message over the channel's kind. Never throws because of the receiver. */
export function sendMessage(message: Message, target: Target): Promise<SendResult> {
  switch (target.kind) {
    case 'webhook':
      return sendWebhook(message, target.config)
    case 'email':
      return sendEmail(message, target.config)
    default:
      return assertNever(target)
  }
}
