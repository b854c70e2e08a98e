import { all, any, isTrue, type Rule } from '../rule'

export type CloseReason = 'paused' | 'deleted'

/**
 * Of the `down` of the incident for one channel. `isTried`: a try was made; `isLeased`: one is in progress; `isInDigest`: it is
 * sent with a digest; `isPaused`: the incident ends by a pause, after which a waiting `down` is still sent.
 */
export type DownFact = 'sent' | 'merged' | 'pending' | 'isLeased' | 'isTried' | 'isInDigest' | 'isPaused'

/**
 * A channel is told that the incident is closed if it got the `down`, may have got it in a try, or will get it as one of a digest.
 * A `down` of which no try was made will itself say that the monitor is paused; after a deletion it is not sent.
 */
export const TOLD_OF_CLOSE: Rule<DownFact> = any(
  'sent',
  'merged',
  all('pending', any('isLeased', all('isPaused', any('isTried', 'isInDigest')))),
)

/** Whether the channel of this `down` is told that the incident was closed for the reason. */
export function isToldOfClose(
  down: { state: string; isLeased: boolean; attempt: number; isInDigest: boolean },
  reason: CloseReason,
): boolean {
  const { state, isLeased, attempt, isInDigest } = down
  const facts = { isLeased, isTried: attempt > 0, isInDigest, isPaused: reason === 'paused' }
  return isTrue(TOLD_OF_CLOSE, (fact) => {
    if (fact === 'sent' || fact === 'merged' || fact === 'pending') return fact === state
    return facts[fact]
  })
}
