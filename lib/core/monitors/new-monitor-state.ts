import { nextOccurrence } from '../schedule'
import type { Instant, MonitorConfig, MonitorState } from '../types'
import { attentionAt } from './deadlines'

/** The state of a monitor that is created at the instant. It expects a finish if its owner wants that. */
export function stateAtCreation(config: MonitorConfig, now: Instant): MonitorState {
  const state = newMonitorState()
  if (!config.expectFromCreation) return state
  state.expectedAt = nextOccurrence(config.schedule, now)
  state.attentionAt = attentionAt({ config, state, runs: NONE, parts: NONE })
  return state
}

const NONE: readonly never[] = []

/** The state of a monitor without beats. It expects nothing. */
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
    lostRunId: null,
    anonymousUntilAt: null,
    openRunCount: 0,
    runsDropped: 0,
    flipVersion: 0,
    downSinceAt: null,
    attentionAt: null,
    outageSeq: 0,
    usualFinishes: NONE,
    usualDurations: NONE,
  }
}
