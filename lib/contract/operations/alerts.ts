import { deliveryList, deliveryView, listDeliveriesQuery } from '../deliveries'
import { incidentList, listIncidentsQuery } from '../incidents'
import { act, type Operation, read } from './operation'

export const alertOperations: readonly Operation[] = [
  {
    ...read,
    id: 'listIncidents',
    permission: 'incident.read',
    ofFamily: true,
    path: '/api/v1/incidents',
    tag: 'alerts',
    summary: 'List incidents',
    query: listIncidentsQuery,
    answer: incidentList,
    answers: 'A page of incidents, newest first.',
  },
  {
    ...read,
    id: 'listDeliveries',
    permission: 'delivery.read',
    ofFamily: true,
    path: '/api/v1/deliveries',
    tag: 'alerts',
    summary: 'List deliveries',
    query: listDeliveriesQuery,
    answer: deliveryList,
    answers: 'A page of deliveries, newest first.',
  },
  {
    ...act,
    status: 202,
    id: 'replayDelivery',
    permission: 'delivery.replay',
    ofFamily: true,
    path: '/api/v1/deliveries/{deliveryId}/replay',
    tag: 'alerts',
    summary: 'Send a dead delivery again',
    answer: deliveryView,
    answers: 'It is queued again.',
  },
]
