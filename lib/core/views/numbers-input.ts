import type { Instant } from '../types'
import type { Counted } from './pace'
import type { Tally } from './tally'

/** What is done in the last hour: of what the run or part told of itself, and of its parts by step and level. */
export interface HourGains {
  own: number
  groups: readonly { step: string; ofShards: boolean; gained: number }[]
}

export interface NumbersInput {
  /** The run, step or shard itself. */
  own: Counted & { unit: string | null; endedAt: Instant | null; shardsExpected: number | null }
  /** Whether it is a run; a step or shard that succeeded counts as its total. */
  isRun: boolean
  /** Of the run that it is or belongs to. */
  attempt: number
  /** Whether it advances: open, and neither silent nor stalled. */
  isMoving: boolean
  /** Of its parts: all of a run, the shards of a step. */
  tallies: readonly Tally[]
  /** Steps that are expected besides those that were heard; of what succeeded nothing is expected any more. */
  declaredSteps?: readonly string[]
  /** Null: nothing was counted, or not of the last hour. */
  hour?: HourGains | null
  /** How long its like took. Null: unknown. */
  medianSeconds?: number | null
  now: Instant
}
