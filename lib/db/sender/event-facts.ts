import type { AlertEventType } from '@/lib/contract/events'
import type { HourGains, Tally } from '@/lib/core'
import type { MonitorStatus, PartState, RunState, Schedule } from '@/lib/core/types'
import type { RunOutput } from './load-outputs'

/** The data of the event of a delivery, at the time of its first try. Instants are milliseconds. */
export interface EventFacts {
  workspaceId: string
  id: string
  type: AlertEventType
  /** As stored when the event happened; its shape depends on the type. */
  event: Record<string, unknown> & {
    at: string
    reason?: string
    part?: string | null
    away?: { from: string; to: string }
  }
  workspace: { name: string; timezone: string }
  monitor: MonitorFacts | null
  run: RunFacts | null
  /** The failure message of the part that the event names or, without a part, of the run. */
  message: string | null
  incident: { id: string; openedAt: number; closedAt: number | null; reason: string } | null
}

export interface MonitorFacts {
  id: string
  name: string
  family: string | null
  runbook: string | null
  status: MonitorStatus
  /** Null: it is not paused. */
  pausedSince: number | null
  schedule: Schedule
  graceSeconds: number
  expectedAt: number | null
  lastBeatAt: number | null
  lastSuccessAt: number | null
}

export interface RunFacts extends RunOutput {
  id: string
  number: number
  key: string | null
  attempt: number
  state: RunState
  startedAt: number | null
  endedAt: number | null
  lastBeatAt: number
  stalledFromAt: number | null
  stalledAt: number | null
  silentFromAt: number
  silentAt: number | null
  silenceSeconds: number | null
  stallSeconds: number | null
  done: number | null
  total: number | null
  unit: string | null
  rateFromAt: number | null
  rateFromDone: number | null
  shardsExpected: number | null
  /** Of its parts, at the instant of the event. */
  tallies: Tally[]
  /** Null: unknown, or no beat came in the hour before the event. */
  hour: HourGains | null
  /** How long earlier runs took. Null: unknown. */
  medianSeconds: number | null
  /** The steps that its monitor declares now. */
  declaredSteps: string[]
  message: string | null
  detail: Record<string, unknown> | null
  steps: StepFacts[]
  /**
   * For a run that timed out or was silent: the open shard with the oldest last beat, for each step
   * and for the run itself ('').
   */
  quietShards: { step: string; shard: string }[]
}

export interface StepFacts {
  step: string
  state: PartState
  startedAt: number
  endedAt: number | null
  lastBeatAt: number
  done: number | null
  total: number | null
  unit: string | null
  message: string | null
  checkpoint: string | null
  shardsExpected: number | null
  shardsSucceeded: number
  shardsFailed: number
}

export function rowToMonitor(row: Record<string, never>): MonitorFacts {
  return {
    id: row.monitor_id!,
    name: row.monitor_name!,
    family: row.family!,
    runbook: row.runbook!,
    status: row.status!,
    pausedSince: row.paused_since!,
    schedule: row.schedule!,
    graceSeconds: row.grace_seconds!,
    expectedAt: row.expected_at!,
    lastBeatAt: row.monitor_last_beat_at!,
    lastSuccessAt: row.last_success_at!,
  }
}

export function rowToRunFacts(
  row: Record<string, never>,
): Omit<RunFacts, keyof RunOutput | 'tallies' | 'hour' | 'medianSeconds'> {
  return {
    id: row.run_id!,
    number: row.number!,
    key: row.key!,
    attempt: row.attempt!,
    state: row.run_state!,
    startedAt: row.started_at!,
    endedAt: row.ended_at!,
    lastBeatAt: row.last_beat_at!,
    stalledFromAt: row.stalled_from_at!,
    stalledAt: row.stalled_at!,
    silentFromAt: row.silent_from_at!,
    silentAt: row.silent_at!,
    silenceSeconds: row.silence_seconds!,
    stallSeconds: row.stall_seconds!,
    done: row.done!,
    total: row.total!,
    unit: row.unit!,
    rateFromAt: row.rate_from_at!,
    rateFromDone: row.rate_from_done!,
    shardsExpected: row.run_shards_expected!,
    declaredSteps: row.steps_declared!,
    message: row.message!,
    detail: row.detail!,
    steps: row.steps ?? [],
    quietShards: row.quiet_shards ?? [],
  }
}
