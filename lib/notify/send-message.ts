import type { Target } from './channel-kind'
import { requireKind } from './kind-of'
import type { Message, SendResult } from './message'

/** Sends one message over the channel's kind. Never throws because of the receiver. */
export function sendMessage(message: Message, target: Target): Promise<SendResult> {
  return requireKind(target.kind).send(message, target)
}
