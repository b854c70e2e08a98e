import type { Beat, Instant, MonitorConfig, Part, Run } from '../types'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** A run of the reference model. It stores no counters; they are counted again at each use. */
export type ModelRun = Omit<
  Mutable<Run>,
  'shardsSucceeded' | 'shardsFailed' | 'partsFailed' | 'partCount' | 'brokenLimits'
> & {
  brokenLimits: number[]
}
export type ModelPart = Omit<Mutable<Part>, 'shardsSucceeded' | 'shardsFailed'>

/** The states in which a run may end by its own finish. */
export type End = 'succeeded' | 'partial' | 'failed'

/** A change that happens at `at` if no beat comes before. */
export interface Due {
  at: Instant
  kind: 'timed_out' | 'silent' | 'step_late' | 'stalled' | 'lost' | 'not_started' | 'missed'
  run: ModelRun | null
  limit: number
}

/** Longest duration of a run in seconds, or null. */
export function maxRuntimeOf(config: MonitorConfig): number | null {
  return config.maxRuntimeSeconds ?? (config.schedule.type === 'none' ? 86_400 : null)
}

/** A run of which only the beat that named it is known. */
export function newModelRun(beat: Beat): ModelRun {
  return {
    id: beat.newRunId,
    key: beat.runKey,
    attempt: beat.attempt ?? 1,
    state: 'running',
    startedAt: null,
    endedAt: null,
    lastBeatAt: beat.receivedAt,
    deadlineAt: null,
    silentFromAt: beat.receivedAt,
    stalledFromAt: null,
    silentAt: null,
    stalledAt: null,
    done: null,
    total: null,
    unit: null,
    rateFromAt: null,
    rateFromDone: null,
    shardsExpected: null,
    partOpened: false,
    partEnded: false,
    partsDropped: 0,
    failureCounted: false,
    brokenLimits: [],
    reason: null,
    tombstoneUntilAt: null,
    outageSeq: null,
    awayFromAt: null,
    awayToAt: null,
    message: null,
  }
}

/** A part that was named for the first time. */
export function newModelPart(at: Instant, name: Pick<Part, 'runId' | 'step' | 'shard' | 'position'>): ModelPart {
  return {
    ...name,
    state: 'running',
    startedAt: at,
    endedAt: null,
    lastBeatAt: at,
    done: null,
    total: null,
    unit: null,
    rateFromAt: null,
    rateFromDone: null,
    shardsExpected: null,
    message: null,
    checkpoint: null,
  }
}

/** The name of a part in a flip or a notice. */
export function partName(step: string, shard: string): string {
  return shard === '' ? step : `${step}/${shard}`
}
