import type { ChannelView } from '@/lib/contract/channels'

export interface ChannelProblem {
  /** Null: always. */
  since: string | null
  reason: string
}

/** Why a channel fails, and since when. Null: as far as is known, it works. */
export function channelProblem(
  { kind, failingSince, lastError }: Pick<ChannelView, 'kind' | 'failingSince' | 'lastError'>,
  { canMail }: { canMail: boolean },
): ChannelProblem | null {
  if (kind === 'email' && !canMail) return { since: null, reason: 'no mail server is set (SMTP_URL)' }
  if (failingSince === null) return null
  return { since: failingSince, reason: lastError ?? 'the last try failed' }
}
