import type { ChannelView } from '@/lib/contract/channels'
import { kindOf } from '@/lib/notify/kind-of'
import { maskedConfig } from '@/lib/notify/masked-config'

/** The receiver of a channel in one line, its secret always masked: other people may see the screen. */
export function goesTo({ kind, config }: Pick<ChannelView, 'kind' | 'config'>): string {
  return kindOf(kind)?.goesTo(maskedConfig(kind, config)) ?? ''
}
