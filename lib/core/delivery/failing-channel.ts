import { all, any, isTrue, type Rule } from '../rule'
import type { Instant } from '../types'

/** How long a channel may fail, or its mail may wait for a worker that can send it, until its owners are notified, in ms. */
export const NOTIFY_OWNERS_AFTER_MS = 120_000

/**
 * Of a failed try. `isFirst`: the channel worked before; `isFinal`: the delivery becomes a dead letter; `isAwaited`: the owners
 * are not notified of this failure yet.
 */
export type FailureFact = 'isFirst' | 'isFinal' | 'isAwaited'
/** `atOnce`: now, unless it is due already. */
export type NotifyTime = 'atOnce' | 'afterAWhile'

/** When the owners are notified of a failing channel: once until it works again. If no rule is true, nothing changes. */
export const NOTIFY_RULES: readonly (readonly [rule: Rule<FailureFact>, at: NotifyTime])[] = [
  [all('isFinal', any('isFirst', 'isAwaited')), 'atOnce'],
  ['isFirst', 'afterAWhile'],
]

/** When the owners are notified, after one more failed try at `now`. Null: they are notified already. */
export function notifyOwnersAt(
  { failingSince, notifyAt }: { failingSince: Instant | null; notifyAt: Instant | null },
  { now, isFinal }: { now: Instant; isFinal: boolean },
): Instant | null {
  const facts = { isFirst: failingSince === null, isFinal, isAwaited: notifyAt !== null }
  const time = NOTIFY_RULES.find(([rule]) => isTrue(rule, (fact) => facts[fact]))?.[1]
  if (time === 'atOnce') return Math.min(notifyAt ?? now, now)
  return time === 'afterAWhile' ? now + NOTIFY_OWNERS_AFTER_MS : notifyAt
}
