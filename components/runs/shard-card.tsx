import { Duration } from '@/components/time/duration'
import { RelativeTime } from '@/components/time/time'
import { Bar } from '@/components/ui/bar'
import { formatProgress, formatRate } from '@/components/ui/format-number'
import { StatusMark } from '@/components/ui/status-mark'
import { sanitizeText } from '@/lib/base/sanitize-text'
import type { ShardView } from '@/lib/contract/runs'
import classes from './shard-grid.module.css'

interface Props {
  shard: ShardView
  /** Whether it ends last. */
  endsLast: boolean
  /** The rate whose unit all cards of a grid share. Null: its own. */
  rateLike: number | null
}

/** One shard: its state, its progress, its rate, and its last beat. */
export function ShardCard({ shard, endsLast, rateLike }: Props) {
  const isOpen = shard.state === 'running'
  const facts = [
    formatProgress(shard),
    shard.shown === 'running' && formatRate(shard.perHour, rateLike),
    endsLast && 'ends last',
  ].filter(Boolean)
  return (
    <li className={classes.card} data-shard={shard.shard} data-state={shard.shown}>
      <span className={classes.top}>
        <span className={`${classes.name} mono`} title={shard.shard}>
          <bdi>{shard.shard}</bdi>
        </span>
        <StatusMark state={shard.shown} fraction={shard.fraction} />
      </span>
      {isOpen && shard.fraction !== null && (
        <Bar fraction={shard.fraction} state={shard.shown} label={`Progress of ${shard.shard}`} />
      )}
      <span className="caption num">
        {facts.length > 0 ? `${facts.join(' · ')} · ` : ''}
        {isOpen || shard.shown === 'died' ? (
          <>
            beat <RelativeTime at={shard.lastBeatAt} />
          </>
        ) : (
          <Duration seconds={shard.durationSeconds} />
        )}
      </span>
      {shard.message && (
        <span className={`${classes.message} caption`} title={shard.message}>
          <bdi>{shard.message}</bdi>
        </span>
      )}
      {shard.checkpoint && (
        <span className={`${classes.message} caption`} title={sanitizeText(shard.checkpoint)}>
          checkpoint <code>{sanitizeText(shard.checkpoint)}</code>
        </span>
      )}
    </li>
  )
}
