import type { Instant, Run } from '../types'

const NO_LIMITS: readonly number[] = []

/** A run of which only the name is known, and that a beat named it at the instant. */
export function blankRun({ id, key, attempt }: Pick<Run, 'id' | 'key' | 'attempt'>, at: Instant): Run {
  return {
    id,
    key,
    attempt,
    state: 'running',
    startedAt: null,
    endedAt: null,
    lastBeatAt: at,
    deadlineAt: null,
    silentFromAt: at,
    stalledFromAt: null,
    silentAt: null,
    stalledAt: null,
    done: null,
    total: null,
    unit: null,
    rateFromAt: null,
    rateFromDone: null,
    shardsExpected: null,
    shardsSucceeded: 0,
    shardsFailed: 0,
    partsFailed: 0,
    partOpened: false,
    partEnded: false,
    partCount: 0,
    partsDropped: 0,
    failureCounted: false,
    brokenLimits: NO_LIMITS,
    reason: null,
    tombstoneUntilAt: null,
    outageSeq: null,
    awayFromAt: null,
    awayToAt: null,
    message: null,
  }
}
