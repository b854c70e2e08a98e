import Link from 'next/link'
import { Fragment } from 'react'
import { Time } from '@/components/time/time'
import { StatusMark } from '@/components/ui/status-mark'
import type { ChannelProblem } from './channel-problem'
import classes from './failing-banner.module.css'

const SHOWN = 3

interface Props {
  channels: readonly { id: string; name: string; problem: ChannelProblem }[]
}

/** Shown on every page: the channels by which no alert arrives. */
export function FailingBanner({ channels }: Props) {
  const rest = channels.length - SHOWN
  return (
    <aside className={classes.banner} aria-label="Alerts do not arrive">
      <p>
        <StatusMark state="failed" strong>
          Alerts do not arrive
        </StatusMark>{' '}
        {channels.slice(0, SHOWN).map(({ id, name, problem }, at) => (
          <Fragment key={id}>
            {at > 0 && '; '}
            <Link href={`/channels/${id}`} prefetch={false}>
              <bdi>{name}</bdi>
            </Link>
            {problem.since === null ? (
              ` cannot send: ${problem.reason}`
            ) : (
              <>
                , failing since <Time at={problem.since} />
              </>
            )}
          </Fragment>
        ))}
        {rest > 0 && (
          <>
            {' '}
            and <Link href="/channels">{rest} more</Link>
          </>
        )}
      </p>
    </aside>
  )
}
