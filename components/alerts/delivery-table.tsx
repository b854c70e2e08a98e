import Link from 'next/link'
import type { ActionResult } from '@/components/forms/action-result'
import { Time } from '@/components/time/time'
import { Empty } from '@/components/ui/panel'
import { StatusMark } from '@/components/ui/status-mark'
import { SteadyRows } from '@/components/ui/steady-rows'
import table from '@/components/ui/table.module.css'
import type { DeliveryView } from '@/lib/contract/deliveries'
import type { LackingKind } from '@/lib/services/channels/lacking-kinds'
import { attemptLabels, deliveryLabels, deliveryLook, waitingReasons } from './delivery-labels'
import classes from './delivery-table.module.css'
import { ReplayButton } from './replay-button'

interface Props {
  deliveries: readonly DeliveryView[]
  showsChannel?: boolean
  /** Kinds of channels that this installation cannot send to. */
  lacking: readonly LackingKind[]
  replay: (deliveryId: string) => Promise<ActionResult<null>>
}

/** What was sent, newest first, with every attempt and its answer. */
export function DeliveryTable({ deliveries, showsChannel = false, lacking, replay }: Props) {
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
      <SteadyRows
        rows={deliveries.map((delivery) => ({
          id: delivery.id,
          row: <DeliveryRow delivery={delivery} showsChannel={showsChannel} lacking={lacking} replay={replay} />,
        }))}
      />
    </table>
  )
}

function DeliveryRow({
  delivery,
  showsChannel,
  lacking,
  replay,
}: { delivery: DeliveryView } & Omit<Props, 'deliveries'>) {
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
        {deliveryLabels(delivery.type)}
      </td>
      <td>
        <StatusMark state={look.state}>{look.word}</StatusMark>
        {waitingReasons(delivery, { lacking }).map(({ words, at }) => (
          <span key={words} className={`${classes.line} caption`}>
            {words} {at && <Time at={at} seconds />}
          </span>
        ))}
        {delivery.state === 'dead' && (
          <div className={classes.replay}>
            <ReplayButton replay={replay.bind(null, delivery.id)} />
          </div>
        )}
      </td>
      <td className={`${classes.attempts} ${table.line}`}>
        {delivery.log.length === 0 && <span className="dim">none yet</span>}
        {delivery.log.map(attemptLabels).map(({ at, words }) => (
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
