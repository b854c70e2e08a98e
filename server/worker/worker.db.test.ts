import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createLog } from '@/lib/base/log'
import { toPublicId } from '@/lib/contract/ids'
import { type Sink, startSink } from './testing/sink'
import { openWorld, WORLD_SECRET, type World } from './testing/world'
import { startWorker } from './worker'

let world: World
let sink: Sink
let workspaceId: string
let channelId: string

beforeAll(async () => {
  world = await openWorld()
})

afterAll(() => world.end())

beforeEach(async () => {
  sink = await startSink()
  workspaceId = await world.addWorkspace()
  channelId = await world.addWebhook(workspaceId, sink.url)
})

afterEach(async () => {
  await world.query('DELETE FROM workspace')
  await sink.close()
})

function start() {
  const log = createLog('test', 'silent')
  return startWorker({
    databaseUrl: world.database.url,
    secret: WORLD_SECRET,
    baseUrl: 'http://localhost:4000',
    allowPrivateWebhooks: true,
    log,
  })
}

/** The row that an ingest process writes every second: it ran until now. */
const tick = () =>
  world.query(`SELECT ingest_tick('test', clock_timestamp(), interval '5 seconds', interval '60 seconds')`)

test('a deadline that passes reaches the receiver within moments of the tick after it', async () => {
  const due = new Date(Date.now() - 1_000)
  await world.addMonitor(workspaceId, { channels: [channelId], expectedAt: due, graceSeconds: 0, attentionAt: due })
  const worker = await start()
  await tick()
  const ticked = Date.now()
  await sink.waitFor(1)
  expect(sink.received[0]!.at - ticked).toBeLessThan(2_000)
  await worker.stop()
})

test('two workers alert once for each of sixty monitors, though they all go down at the same moment', async () => {
  const due = new Date(Date.now() - 1_000)
  const options = { expectedAt: due, graceSeconds: 0, attentionAt: due }
  const names: string[] = []
  for (let w = 0; w < 5; w++) {
    const own = await world.addWorkspace(`workspace ${w}`)
    const channel = await world.addWebhook(own, `${sink.url}/${w}`)
    for (let i = 0; i < 12; i++) names.push(await world.addMonitor(own, { ...options, channels: [channel] }))
  }
  const workers = [await start(), await start()]
  await tick()
  await sink.waitFor(60)
  await Promise.all(workers.map((worker) => worker.stop()))
  const told = sink.received.map(({ event }) => (event.type === 'monitor.down' ? event.monitor.id : event.type))
  expect(told.toSorted()).toEqual(names.map((id) => toPublicId('mon', id)).toSorted())
  expect(new Set(sink.received.map((r) => r.id)).size).toBe(60)
})

test('a worker that loses its connections connects again and goes on', async () => {
  const worker = await start()
  await world.addAlert(workspaceId, channelId, { monitorId: await world.addMonitor(workspaceId) })
  await sink.waitFor(1)
  await world.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND application_name IN ('lubdub-worker', 'lubdub-listener')`,
  )
  await world.addAlert(workspaceId, channelId, { monitorId: await world.addMonitor(workspaceId) })
  await sink.waitFor(2)
  await worker.stop()
  expect(new Set(sink.received.map((r) => r.id)).size).toBe(2)
})

test('a stopped worker waits for the try in progress and stores its result', async () => {
  const worker = await start()
  let answer = (_: number) => {}
  sink.answer = () => new Promise((resolve) => (answer = resolve))
  await world.addAlert(workspaceId, channelId, { monitorId: await world.addMonitor(workspaceId) })
  await world.query('NOTIFY lubdub_delivery')
  await sink.waitFor(1)
  const stopped = worker.stop()
  answer(200)
  await stopped
  expect(await world.query('SELECT state FROM delivery')).toEqual([{ state: 'sent' }])
})
