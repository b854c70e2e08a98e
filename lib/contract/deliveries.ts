import { z } from 'zod'
import { channelKind } from './channels'
import { instant } from './fields'
import { idInput, idView } from './id-shapes'
import { pageOf, pageQueryBy } from './paging'

export const deliveryState = z.enum(['pending', 'sent', 'dead', 'merged', 'cancelled'])

export const deliveryView = z
  .object({
    id: idView('dlv'),
    type: z.string().meta({ description: 'Such as `monitor.down`, `monitor.up`, `digest`, `test`.' }),
    state: deliveryState,
    channelId: idView('chn'),
    channelName: z.string(),
    channelKind: channelKind,
    monitorId: idView('mon').nullable(),
    monitorName: z.string().nullable(),
    runId: idView('run').nullable(),
    digestId: idView('dlv').nullable().meta({ description: 'The digest with this alert, if it was merged.' }),
    attempt: z.int(),
    nextAttemptAt: instant.nullable().meta({ description: 'Null: there is no next attempt.' }),
    waitsFor: z.enum(['retry', 'earlier', 'digest', 'sender']).nullable().meta({
      description:
        'Why it was not sent yet: `retry` is the next try, `earlier` an earlier alert of the same monitor, `digest` the digest that will contain it, `sender` a worker. Null: it is not waiting.',
    }),
    channelFailingSince: instant.nullable().meta({ description: 'Null: the last try of its channel arrived.' }),
    log: z.array(z.record(z.string(), z.unknown())).meta({ description: 'One entry per attempt.' }),
    createdAt: instant,
    endedAt: instant.nullable(),
  })
  .meta({ id: 'Delivery' })

export const deliveryList = pageOf(deliveryView).meta({ id: 'DeliveryList' })

export const listDeliveriesQuery = z.strictObject({
  channelId: idInput('chn').optional(),
  monitorId: idInput('mon').optional(),
  state: z.string().pipe(deliveryState).optional(),
  ...pageQueryBy('number'),
})

export const deliveryRef = z.strictObject({ deliveryId: idInput('dlv') })

export type DeliveryView = z.output<typeof deliveryView>
export type ListDeliveriesQuery = z.input<typeof listDeliveriesQuery>
