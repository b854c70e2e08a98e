import { areEqual } from './are-equal'
import { newMonitorState } from './monitors/new-monitor-state'
import type { Beat, Instant, MonitorConfig, MonitorSnapshot, MonitorState, Outcome, Part, Run } from './types'

/** The instant at which most tests happen, in ms: 1000 seconds. */
export const NOW: Instant = 1_000_000

export function aConfig(overrides: Partial<MonitorConfig> = {}): MonitorConfig {
  return {
    schedule: { type: 'interval', seconds: 60 },
    graceSeconds: 30,
    startBySeconds: null,
    maxRuntimeSeconds: null,
    silenceSeconds: null,
    stallSeconds: null,
    stepLimits: [],
    failureTolerance: 1,
    recoveryThreshold: 1,
    steps: [],
    endsOn: 'run',
    expectFromCreation: false,
    partialIsFailure: false,
    alertOnEveryFailure: false,
    ...overrides,
  }
}

export function aBeat(overrides: Partial<Beat> = {}): Beat {
  return {
    signal: 'success',
    receivedAt: NOW,
    newRunId: 'fresh',
    runKey: null,
    attempt: null,
    step: null,
    shard: null,
    shards: null,
    done: null,
    total: null,
    add: null,
    unit: null,
    message: null,
    checkpoint: null,
    ...overrides,
  }
}

/** An open anonymous run that started now. */
export function aRun(overrides: Partial<Run> = {}): Run {
  const startedAt = overrides.startedAt ?? NOW
  return {
    id: 'fresh',
    key: null,
    attempt: 1,
    state: 'running',
    startedAt,
    endedAt: null,
    lastBeatAt: startedAt,
    deadlineAt: null,
    silentFromAt: startedAt,
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
    brokenLimits: [],
    reason: null,
    tombstoneUntilAt: null,
    outageSeq: null,
    awayFromAt: null,
    awayToAt: null,
    message: null,
    ...overrides,
  }
}

/** A running step that started now, with the monitor's first beat. */
export function aPart(overrides: Partial<Part> = {}): Part {
  const startedAt = overrides.startedAt ?? NOW
  return {
    runId: 'fresh',
    step: '',
    shard: '',
    position: 1,
    state: 'running',
    startedAt,
    endedAt: null,
    lastBeatAt: startedAt,
    done: null,
    total: null,
    unit: null,
    rateFromAt: null,
    rateFromDone: null,
    shardsExpected: null,
    shardsSucceeded: 0,
    shardsFailed: 0,
    message: null,
    checkpoint: null,
    ...overrides,
  }
}

export function aSnapshot(given: {
  config?: Partial<MonitorConfig>
  state?: Partial<MonitorState>
  runs?: readonly Run[]
  parts?: readonly Part[]
}): MonitorSnapshot {
  const { config, state, runs = [], parts = [] } = given
  const openRunCount = runs.filter((run) => run.state === 'running').length
  return { config: aConfig(config), state: { ...newMonitorState(), openRunCount, ...state }, runs, parts }
}

/**
 * The differences: the changed fields of the state, and the fields of new runs and parts that
 * differ from `aRun`, `aPart`.
 */
export function changes(before: MonitorSnapshot, { snapshot: after }: Outcome) {
  return {
    state: difference(before.state, after.state),
    runs: Object.fromEntries(
      after.runs
        .map((run): [string, Partial<Run>] => {
          const old = before.runs.find((candidate) => candidate.id === run.id)
          return [run.id, difference(old ?? aRun({ id: run.id }), run)]
        })
        .filter(([id, changed]) => Object.keys(changed).length > 0 || !before.runs.some((run) => run.id === id)),
    ),
  }
}

/** The fields of `after` that differ from `before`. */
export function difference<T extends object>(before: T, after: T): Partial<T> {
  const changed: Partial<T> = {}
  for (const key in after) if (!areEqual(before[key], after[key])) changed[key] = after[key]
  return changed
}
