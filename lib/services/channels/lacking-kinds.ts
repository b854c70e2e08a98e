import type { Need, SendSettings } from '@/lib/notify/channel-kind'
import { channelKinds } from '@/lib/notify/kinds'

/** A kind of channel that this installation cannot send to, and what people are told. */
export type LackingKind = { kind: string } & Pick<Need, 'missing' | 'awaited'>

/** Kinds that need a setting which this installation does not have: mail without a mail server. */
export function lackingKinds(settings: Pick<SendSettings, 'smtpUrl'>): LackingKind[] {
  return channelKinds.flatMap(({ kind, need }) => {
    if (need === null || need.isMet(settings)) return []
    return [{ kind, missing: need.missing, awaited: need.awaited }]
  })
}
