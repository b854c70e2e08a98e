import { channelProblem } from '@/components/alerts/channel-problem'
import type { ChannelChoice } from '@/components/monitors/channels-part'
import type { ChannelView } from '@/lib/contract/channels'
import { canSendMail } from '@/lib/http/can-send-mail'

/** A channel in the form of the pages of a monitor. */
export function toChoice(channel: ChannelView): ChannelChoice {
  const { id, name, kind } = channel
  return { id, name, kind, problem: channelProblem(channel, { canMail: canSendMail() }) }
}
