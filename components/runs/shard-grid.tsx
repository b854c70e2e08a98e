import { lookOf } from '@/components/ui/state'
import { StatusMark } from '@/components/ui/status-mark'
import type { ShardView } from '@/lib/contract/runs'
import { importantShards, lastToEnd } from './important-shards'
import { ShardCard } from './shard-card'
import classes from './shard-grid.module.css'

/** Above this number, shards are shown as marks, and only the important ones as cards. */
const MOST_CARDS = 64
const CARDS_BESIDE_MARKS = 12

/** The parallel parts of a run or step, each with its state; those without a beat are at the end. */
export function ShardGrid({ shards, expected }: { shards: readonly ShardView[]; expected: number | null }) {
  const awaited = Math.max(0, (expected ?? 0) - shards.length)
  const running = shards.filter(({ shown }) => shown === 'running')
  const last = running.length > 1 ? lastToEnd(running) : null
  const rateLike = running.reduce<number | null>(
    (most, { perHour }) => (perHour === null ? most : Math.max(most ?? 0, perHour)),
    null,
  )
  const isDense = shards.length + awaited > MOST_CARDS
  const cards = isDense ? importantShards(shards, CARDS_BESIDE_MARKS) : shards.toSorted(byName)
  return (
    <>
      {isDense && (
        <ul className={classes.cells} aria-label="Shards">
          {shards.toSorted(byName).map((shard) => (
            <li key={shard.shard} title={`${shard.shard}: ${lookOf(shard.shown).word}`}>
              <StatusMark state={shard.shown} fraction={shard.fraction} wordsHidden>
                {shard.shard}: {lookOf(shard.shown).word}
              </StatusMark>
            </li>
          ))}
        </ul>
      )}
      <ul className={classes.cards} aria-label={isDense ? 'Shards that need attention' : 'Shards'}>
        {cards.map((shard) => (
          <ShardCard key={shard.shard} shard={shard} endsLast={shard.shard === last} rateLike={rateLike} />
        ))}
        {awaited > 0 && <Awaited count={awaited} isDense={isDense} />}
      </ul>
    </>
  )
}

const NAMES = new Intl.Collator('en', { numeric: true })
const byName = (a: ShardView, b: ShardView) => NAMES.compare(a.shard, b.shard)

function Awaited({ count, isDense }: { count: number; isDense: boolean }) {
  const words = count === 1 ? '1 without a beat yet' : `${count} without a beat yet`
  return (
    <li className={`${classes.card} ${classes.awaited}`}>
      <StatusMark state="new">{words}</StatusMark>
      {isDense ? null : <span className="caption">expected, no beat so far</span>}
    </li>
  )
}
