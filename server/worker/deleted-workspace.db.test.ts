import { afterAll, beforeAll, expect, test } from 'vitest'
import { uuidOf } from '@/lib/contract/testing/uuid-of'
import { createChannel } from '@/lib/services/channels/create-channel'
import { getHealth } from '@/lib/services/health/get-health'
import { createMonitor } from '@/lib/services/monitors/create-monitor'
import { Sender } from '@/lib/services/sender/sender'
import { beat } from '@/lib/services/testing/beat'
import { createPeople, type People } from '@/lib/services/testing/people'
import { deleteWorkspace } from '@/lib/services/workspaces/delete-workspace'
import { undoDeletion } from '@/lib/services/workspaces/undo-deletion'
import { type Sink, startSink } from './testing/sink'
import { openWorld, type World } from './testing/world'

let world: World
let people: People
let sink: Sink

beforeAll(async () => {
  world = await openWorld()
  people = await createPeople(world.database)
  sink = await startSink()
})

afterAll(async () => {
  await Promise.all([people.end(), sink.close()])
  await world.end()
})

async function sendAll(): Promise<void> {
  const keyring = people.ada.keyring
  const sender = new Sender({ ...world.sender, keyring }, () => {})
  await sender.pass()
  await sender.stop(10_000)
}

const told = () =>
  sink.received.splice(0).map(({ event }) => [event.type, 'monitor' in event ? event.monitor.name : null])

test('a workspace in deletion takes beats and sends no alerts; when the deletion is undone, it reports the state of each monitor', async () => {
  const { ada } = people
  const channel = await createChannel(ada, { kind: 'webhook', name: 'hook', config: { url: sink.url } })
  const make = async (name: string) =>
    uuidOf((await createMonitor(ada, { name, schedule: { type: 'none' }, channels: [channel.id] })).id)
  const [stays, recovers, breaks] = [await make('stays-down'), await make('recovers'), await make('breaks')]
  const at = () => Date.now()
  for (const id of [stays, recovers]) await beat(ada, id, { signal: 'fail', receivedAt: at() })
  await sendAll()
  expect(told().toSorted()).toEqual([
    ['monitor.down', 'recovers'],
    ['monitor.down', 'stays-down'],
  ])

  await deleteWorkspace(ada, { name: 'Analytical Engines' })
  await beat(ada, recovers, { signal: 'success', receivedAt: at() })
  await beat(ada, breaks, { signal: 'success', receivedAt: at() })
  await beat(ada, breaks, { signal: 'fail', receivedAt: at() })
  await sendAll()
  expect(told()).toEqual([])
  const states = await world.query<{ state: string }>(`SELECT state FROM delivery WHERE state <> 'sent'`)
  expect(states.map(({ state }) => state)).toEqual(['cancelled', 'cancelled'])
  expect((await getHealth(world.pool)).senderLagMs ?? 0).toBe(0)

  await undoDeletion(ada)
  await sendAll()
  expect(told().toSorted()).toEqual([
    ['monitor.down', 'breaks'],
    ['monitor.up', 'recovers'],
  ])
  await beat(ada, stays, { signal: 'success', receivedAt: at() })
  await sendAll()
  expect(told()).toEqual([['monitor.up', 'stays-down']])
})
