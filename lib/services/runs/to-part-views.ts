import type { PartState, ShardView, StepView } from '@/lib/contract/runs'
import { projectProgress } from '@/lib/core'
import type { PartRow } from '@/lib/db/queries/run-rows'
import { groupBy } from '../group-by'
import { iso, isoOrNull, secondsBetween } from '../instants'
import { fractionOf } from './to-run-summary'

/** When the run ended (null: it is open), and now. */
interface RunClock {
  endedAt: number | null
  now: Date
}

/** The steps with their shards, and the shards of the run itself, in the order in which they appeared. */
export function toPartViews(rows: readonly PartRow[], clock: RunClock): { steps: StepView[]; shards: ShardView[] } {
  const shardsOf = groupBy(
    rows.filter((row) => row.shard !== ''),
    (row) => row.step,
  )
  const shardViews = (step: string) =>
    (shardsOf.get(step) ?? []).map((row) => ({ shard: row.shard, ...toPartView(row, clock) }))
  const steps = rows.filter((row) => row.shard === '')
  return {
    steps: steps.map((row, position) => {
      const shards = shardViews(row.step)
      const view = toPartView(row, clock)
      const fraction = row.done === null && row.state === 'running' ? fractionByShards(row, shards) : view.fraction
      return { step: row.step, position, implied: false, ...view, fraction, shardsExpected: row.shardsExpected, shards }
    }),
    shards: shardViews(''),
  }
}

/** As far as all shards together are: one that ended is done. Null where one does not tell, unless their number is known. */
export function fractionByShards(
  { shardsExpected }: { shardsExpected: number | null },
  shards: readonly ShardView[],
): number | null {
  const fractions = shards.map((shard) => (shard.state === 'running' ? shard.fraction : 1))
  if (shardsExpected === null && (fractions.length === 0 || fractions.includes(null))) return null
  const sum = fractions.reduce<number>((total, fraction) => total + (fraction ?? 0), 0)
  return Math.min(1, sum / Math.max(shardsExpected ?? 0, fractions.length, 1))
}

function toPartView(row: PartRow, clock: RunClock) {
  const isLeftOpen = row.state === 'running' && clock.endedAt !== null
  const endedAt = isLeftOpen ? clock.endedAt : row.endedAt
  const untilAt = endedAt ?? clock.now.getTime()
  return {
    state: (isLeftOpen ? 'ended' : row.state) as PartState,
    startedAt: iso(row.startedAt),
    endedAt: isoOrNull(endedAt),
    durationSeconds: secondsBetween(row.startedAt, untilAt),
    lastBeatAt: iso(row.lastBeatAt),
    done: row.done,
    total: row.total,
    unit: row.unit,
    fraction: row.state === 'succeeded' ? 1 : fractionOf(row),
    perHour: projectProgress({ startedAt: row.startedAt, done: row.done, total: row.total, now: untilAt }).perHour,
    message: row.message,
    checkpoint: row.checkpoint,
  }
}
