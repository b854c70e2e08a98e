import type { Instant } from '../types'
import type { Counted } from './pace'
import type { Tally } from './tally'

/** The work of the last hour: of the run or part itself, and of its parts by step and level. */
export interface HourGains {
  own: number
  groups: readonly { step: string; ofShards: boolean; gained: number }[]
}

export interface NumbersInput {
  /** The run, step or shard itself. */
  own: Counted & { unit: string | null; endedAt: Instant | null; shardsExpected: number | null }
  /** Whether it is a run. A step or shard that succeeded counts as its total; a run does not. */
  isRun: boolean
  /** The attempt of the run. */
  attempt: number
  /** Whether it advances: it is open, and neither silent nor stalled. */
  isMoving: boolean
  /** Of its parts: for a run all of them, for a step its shards. */
  tallies: readonly Tally[]
  /**
   * Steps that are expected in addition to the reported ones. Left out if it has succeeded: then no
   * more are expected.
   */
  declaredSteps?: readonly string[]
  /** Null: nothing was counted, or it is not from the last hour. */
  hour?: HourGains | null
  /** How long similar runs took. Null: unknown. */
  medianSeconds?: number | null
  now: Instant
}
