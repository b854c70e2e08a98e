import Link from 'next/link'
import type { ActionResult } from '@/components/forms/action-result'
import { Time } from '@/components/time/time'
import { Empty } from '@/components/ui/panel'
import { StatusMark } from '@/components/ui/status-mark'
import table from '@/components/ui/table.module.css'
import type { DeliveryView } from '@/lib/contract/deliveries'
import classes from './delivery-table.module.css'
import { attemptWords, deliveryLook, deliveryWords } from './delivery-words'
import { ReplayButton } from './replay-button'

interface Props {
  deliveries: readonly DeliveryView[]
  showsChannel?: boolean
  replay: (deliveryId: string) => Promise<ActionResult<null>>
}

/** What was sent, newest first, with every attempt and its answer. */
export function DeliveryTable({ deliveries, showsChannel = false, replay }: Props) {
  return (
    <table className={`${table.table} ${table.stack}`}>
      <thead>
        <tr>
          <th scope="col">Created</th>
          {showsChannel && <th scope="col">Channel</th>}
          <th scope="col">Event</th>
          <th scope="col">State</th>
          <th scope="col">Attempts</th>
        </tr>
      </thead>
      <tbody>
        {deliveries.map((delivery) => (
          <DeliveryRow key={delivery.id} delivery={delivery} showsChannel={showsChannel} replay={replay} />
        ))}
      </tbody>
    </table>
  )
}

function DeliveryRow({ delivery, showsChannel, replay }: { delivery: DeliveryView } & Omit<Props, 'deliveries'>) {
  const look = deliveryLook(delivery)
  return (
    <tr data-delivery={delivery.state}>
      <td>
        <Time at={delivery.createdAt} seconds />
      </td>
      {showsChannel && (
        <td>
          <Link href={`/channels/${delivery.channelId}`} prefetch={false}>
            <bdi>{delivery.channelName}</bdi>
          </Link>
        </td>
      )}
      <td>
        {delivery.monitorId && delivery.monitorName && (
          <>
            <Link href={`/monitors/${delivery.monitorId}`} className="mono" prefetch={false}>
              <bdi>{delivery.monitorName}</bdi>
            </Link>{' '}
          </>
        )}
        {deliveryWords(delivery.type)}
      </td>
      <td>
        <StatusMark state={look.state}>{look.word}</StatusMark>
        {delivery.state === 'pending' && delivery.nextAttemptAt && delivery.attempt > 0 && (
          <span className={`${classes.line} caption`}>
            next try <Time at={delivery.nextAttemptAt} seconds />
          </span>
        )}
        {delivery.state === 'dead' && <ReplayButton replay={replay.bind(null, delivery.id)} />}
      </td>
      <td className={`${classes.attempts} ${table.line}`}>
        {delivery.log.length === 0 && <span className="dim">none yet</span>}
        {delivery.log.map(attemptWords).map(({ at, words }) => (
          <span key={at ?? words} className={classes.line}>
            <span className="caption">
              <Time at={at} seconds />{' '}
            </span>
            {words}
          </span>
        ))}
      </td>
    </tr>
  )
}

DeliveryTable.Empty = function DeliveryTableEmpty() {
  return (
    <Empty>
      <p>Nothing was sent yet. Send a test to see that it arrives.</p>
    </Empty>
  )
}
