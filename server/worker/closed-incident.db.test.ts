import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { alertEventSchema } from '@/lib/contract/events'
import { toPublicId } from '@/lib/contract/ids'
import { uuidOf } from '@/lib/contract/testing/uuid-of'
import { createMonitor } from '@/lib/services/monitors/create-monitor'
import { deleteMonitor } from '@/lib/services/monitors/delete-monitor'
import { pauseMonitor } from '@/lib/services/monitors/pause-monitor'
import { Sender } from '@/lib/services/sender/sender'
import { beat } from '@/lib/services/testing/beat'
import { createPeople, type People } from '@/lib/services/testing/people'
import { type Sink, startSink } from './testing/sink'
import { openWorld, type World } from './testing/world'

let world: World
let people: People
let sink: Sink
let monitorId: string

beforeAll(async () => {
  world = await openWorld()
  people = await createPeople(world.database)
  sink = await startSink()
})

afterAll(async () => {
  await Promise.all([people.end(), sink.close()])
  await world.end()
})

beforeEach(async () => {
  sink.received.length = 0
  sink.answer = () => 204
  await world.query('DELETE FROM delivery')
  const channel = await world.addWebhook(people.ada.workspaceId, sink.url)
  const { id } = await createMonitor(people.ada, {
    name: 'etl',
    schedule: { type: 'none' },
    channels: [toPublicId('chn', channel)],
  })
  monitorId = id
  await beat(people.ada, uuidOf(monitorId), { signal: 'fail' })
})

async function sendAll(): Promise<void> {
  for (let i = 0; i < 2; i++) {
    const sender = new Sender({ ...world.sender, keyring: people.ada.keyring }, () => {})
    await sender.pass()
    await sender.stop(10_000)
  }
}

const told = () => sink.received.map(({ event }) => event.type)
const makeDue = () => world.query(`UPDATE delivery SET next_attempt_at = clock_timestamp() WHERE state = 'pending'`)

test('a down that was not sent when its monitor was paused is sent, and says since when it is paused', async () => {
  await pauseMonitor(people.ada, { monitorId })
  await sendAll()
  expect(told()).toEqual(['monitor.down'])
  const event = alertEventSchema.parse(sink.received[0]!.event)
  if (event.type !== 'monitor.down') throw new Error('not a down')
  expect(Date.parse(event.pausedSince!)).toBeGreaterThanOrEqual(Date.parse(event.at))
  expect(event.summary).toContain('(paused since ')
})

test.each([
  ['paused', pauseMonitor],
  ['deleted', deleteMonitor],
] as const)(
  'channels that got the down get a message that the incident is closed when its monitor is %s',
  async (reason, verb) => {
    await sendAll()
    await verb(people.ada, { monitorId })
    await sendAll()
    expect(told()).toEqual(['monitor.down', 'incident.closed'])
    const [down, closed] = sink.received.map(({ event }) => alertEventSchema.parse(event))
    if (down?.type !== 'monitor.down' || closed?.type !== 'incident.closed') throw new Error('other events')
    expect(closed).toMatchObject({ reason, since: down.since, incident: { id: down.incident!.id } })
    expect(closed.incident!.closedAt).not.toBeNull()
    expect(closed.summary).toMatch(new RegExp(`^etl: its incident is closed after .*: the monitor was ${reason}$`))
  },
)

test('a down that failed once may have arrived: after a pause it is tried again, and the closing message follows it', async () => {
  sink.answer = () => 500
  await sendAll()
  await pauseMonitor(people.ada, { monitorId })
  sink.answer = () => 204
  await makeDue()
  await sendAll()
  await makeDue()
  await sendAll()
  expect(told()).toEqual(['monitor.down', 'monitor.down', 'incident.closed'])
})

test('what was not sent when its monitor was deleted is dropped, and no closing message is sent', async () => {
  await deleteMonitor(people.ada, { monitorId })
  await sendAll()
  expect(told()).toEqual([])
})

test('a monitor that is up is paused and deleted without a message', async () => {
  await beat(people.ada, uuidOf(monitorId), { signal: 'success' })
  await sendAll()
  sink.received.length = 0
  await pauseMonitor(people.ada, { monitorId })
  await deleteMonitor(people.ada, { monitorId })
  await sendAll()
  expect(told()).toEqual([])
})
