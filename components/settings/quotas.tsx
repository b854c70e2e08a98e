import { Bar } from '@/components/ui/bar'
import { formatNumber } from '@/components/ui/format-number'
import type { UsageView } from '@/lib/contract/usage'
import classes from './quotas.module.css'

/** The usage of each quota of the workspace. */
export function Quotas({ usage }: { usage: UsageView }) {
  const { monitors, members, channels, beatsPerMinute } = usage
  return (
    <dl className={classes.quotas}>
      <Quota label="Monitors" {...monitors} />
      <Quota label="Members" {...members} />
      <Quota label="Channels" {...channels} />
      <Quota label="Beats a minute, today" used={beatsPerMinute.averageToday} limit={beatsPerMinute.limit} about />
    </dl>
  )
}

interface Props {
  label: string
  used: number
  limit: number | null
  about?: boolean
}

function Quota({ label, used, limit, about = false }: Props) {
  const words = `${about ? 'about ' : ''}${formatNumber(used)}`
  const fraction = limit === null ? 0 : used / limit
  return (
    <div>
      <dt>{label}</dt>
      <dd className="num">
        <strong>{words}</strong>{' '}
        <span className="dim">{limit === null ? 'no limit' : `of ${formatNumber(limit)}`}</span>
        {limit !== null && (
          <Bar
            fraction={fraction}
            state={fraction >= 1 ? 'late' : 'running'}
            label={`${label}: ${words} of ${limit}`}
          />
        )}
      </dd>
    </div>
  )
}
