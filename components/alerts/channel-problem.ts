import type { ChannelView } from '@/lib/contract/channels'
import type { LackingKind } from '@/lib/services/channels/lacking-kinds'

export interface ChannelProblem {
  /** Null: always. */
  since: string | null
  reason: string
}

/** Why a channel fails, and since when. Null: as far as is known, it works. */
export function channelProblem(
  { kind, failingSince, lastError }: Pick<ChannelView, 'kind' | 'failingSince' | 'lastError'>,
  { lacking }: { lacking: readonly LackingKind[] },
): ChannelProblem | null {
  const unable = lacking.find((each) => each.kind === kind)
  if (unable) return { since: null, reason: unable.missing }
  if (failingSince === null) return null
  return { since: failingSince, reason: lastError ?? 'the last try failed' }
}
