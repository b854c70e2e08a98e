import { channelProblem } from '@/components/alerts/channel-problem'
import type { ChannelChoice } from '@/components/monitors/channels-part'
import type { ChannelView } from '@/lib/contract/channels'
import { lackingKinds } from '@/lib/services/channels/lacking-kinds'
import { getSettings } from '@/lib/settings/process-settings'

/** A channel in the form of the pages of a monitor. */
export function toChoice(channel: ChannelView): ChannelChoice {
  const { id, name, kind } = channel
  return { id, name, kind, problem: channelProblem(channel, { lacking: lackingKinds(getSettings()) }) }
}
