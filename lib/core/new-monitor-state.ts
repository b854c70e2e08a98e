import type { MonitorState } from './types'

const NOTHING_USUAL: readonly number[] = []

/** The state of a monitor that nobody has beaten for yet: nothing is expected of it. */
export function newMonitorState(): MonitorState {
  return {
    status: 'new',
    seq: 0,
    expectedAt: null,
    startedForAt: null,
    lastBeatAt: null,
    lastSuccessAt: null,
    failuresInRow: 0,
    successesInRow: 0,
    failedRunStartedAt: null,
    lostDeadlineAt: null,
    openRunCount: 0,
    flipVersion: 0,
    downSinceAt: null,
    attentionAt: null,
    outageSeq: 0,
    usualFinishes: NOTHING_USUAL,
    usualDurations: NOTHING_USUAL,
  }
}
