import type { PartState, ShardView, StepView } from '@/lib/contract/runs'
import { numbersOf, type Part, type ShownRun, shownPart, type Tally } from '@/lib/core'
import type { PartRow } from '@/lib/db/queries/run-rows'
import { groupBy } from '../group-by'
import { iso, isoOrNull, secondsBetween } from '../instants'
import { toNumbersView } from './to-run-summary'

/** What parts take from their run. */
interface OfRun {
  attempt: number
  shown: ShownRun
  /** Null: the run is open. */
  endedAt: number | null
  tallies: readonly Tally[]
  now: Date
}

/** The steps with their shards, and the shards of the run itself, in the order in which they appeared. */
export function toPartViews(rows: readonly PartRow[], run: OfRun): { steps: StepView[]; shards: ShardView[] } {
  const shardsOf = groupBy(
    rows.filter((row) => row.shard !== ''),
    (row) => row.step,
  )
  const shardViews = (step: string) =>
    (shardsOf.get(step) ?? []).map((row) => ({ shard: row.shard, ...toPartView(row, run) }))
  const steps = rows.filter((row) => row.shard === '')
  return {
    steps: steps.map((row, position) => ({
      step: row.step,
      position,
      implied: false,
      ...toPartView(row, run),
      shardsExpected: row.shardsExpected,
      shards: shardViews(row.step),
    })),
    shards: shardViews(''),
  }
}

/** The fields that a step and a shard have in common. */
export function toPartView(row: PartRow, { attempt, shown: shownOfRun, endedAt: runEndedAt, tallies, now }: OfRun) {
  const state = row.state as Part['state']
  const isLeftOpen = state === 'running' && runEndedAt !== null
  const endedAt = isLeftOpen ? runEndedAt : row.endedAt
  const shown = shownPart(state, shownOfRun)
  const { doneLastHour: _, ...numbers } = numbersOf({
    own: { ...row, state, endedAt },
    isRun: false,
    attempt,
    isMoving: shown === 'running',
    tallies: row.shard === '' ? shardsOfStep(tallies, row.step) : [],
    now: now.getTime(),
  })
  return {
    state: (isLeftOpen ? 'ended' : state) as PartState,
    shown,
    startedAt: iso(row.startedAt),
    endedAt: isoOrNull(endedAt),
    durationSeconds: secondsBetween(row.startedAt, endedAt ?? now),
    lastBeatAt: iso(row.lastBeatAt),
    ...toNumbersView({ ...numbers, doneLastHour: null }),
    message: row.message,
    checkpoint: row.checkpoint,
  }
}

/** The tallies of the step's shards, as if they were the shards of a run. */
function shardsOfStep(tallies: readonly Tally[], step: string): Tally[] {
  return tallies.filter((tally) => tally.ofShards && tally.step === step).map((tally) => ({ ...tally, step: '' }))
}
