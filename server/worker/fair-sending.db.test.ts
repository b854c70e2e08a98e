import { afterAll, beforeAll, expect, test } from 'vitest'
import { isLongForm } from '@/lib/base/testing/long-form'
import { toPublicId } from '@/lib/contract/ids'
import { BAD_WAYS, type BadReceiver, startBadReceiver } from './testing/bad-receivers'
import { type Sink, startSink } from './testing/sink'
import { openWorld, WORLD_SECRET, type World } from './testing/world'
import { startWorker } from './worker'

const WAITING = isLongForm ? 1_000 : 150
const BAD_CHANNELS = 20
/** Fewer than the number from which alerts are sent as a digest. */
const ALERTS = 18
/** This many are sent before the others begin, to measure how fast this machine is. */
const ALONE = 4
const LIMIT_MS = 2_000

let world: World
let healthy: Sink
let neighbour: Sink
let bad: BadReceiver[]

beforeAll(async () => {
  world = await openWorld()
  ;[healthy, neighbour] = await Promise.all([startSink(), startSink()])
  const ways = Array.from({ length: BAD_CHANNELS }, (_, i) => BAD_WAYS[i % BAD_WAYS.length]!)
  bad = await Promise.all(ways.map(startBadReceiver))
})

afterAll(async () => {
  await Promise.all([healthy.close(), neighbour.close(), ...bad.map((one) => one.close())])
  await world.end()
})

/** Alerts that were tried once each, so that no digest collects them, and that are due again. */
const queueUp = (workspaceId: string, channelId: string, monitorId: string) =>
  world.query(
    `INSERT INTO delivery (workspace_id, id, channel_id, type, event_key, event, attempt, created_at)
     SELECT $1::uuid, gen_random_uuid(), $2::uuid, 'test', 'test:' || n, $3, 1, clock_timestamp() - interval '5 minutes'
     FROM generate_series(1, $4::int) AS n`,
    [workspaceId, channelId, { at: '2026-11-21T02:00:00.000Z', reason: 'test', part: null, monitorId }, WAITING],
  )

test('alerts of a healthy channel arrive within two seconds beside twenty bad receivers with many waiting', async () => {
  const workspaceId = await world.addWorkspace('Ada')
  const otherId = await world.addWorkspace('Cleo')
  const monitorId = await world.addMonitor(workspaceId)
  const channels = [
    { workspaceId, channelId: await world.addWebhook(workspaceId, healthy.url), sink: healthy },
    { workspaceId: otherId, channelId: await world.addWebhook(otherId, neighbour.url), sink: neighbour },
  ]
  let alone = 0
  const worker = await startWorker({
    databaseUrl: world.database.url,
    secret: WORLD_SECRET,
    baseUrl: 'http://localhost:4000',
    log: world.sender.log,
    allowPrivateWebhooks: true,
  })
  const send = async ({ workspaceId: of, channelId, sink }: (typeof channels)[number]) => {
    const count = sink.received.length + 1
    const id = await world.addAlert(of, channelId, { monitorId: await world.addMonitor(of) })
    const madeAt = Date.now()
    await world.query('NOTIFY lubdub_delivery')
    await sink.waitFor(count)
    return sink.received.find((one) => one.id === toPublicId('dlv', id))!.at - madeAt
  }
  for (let i = 0; i < ALONE; i++) for (const channel of channels) alone = Math.max(alone, await send(channel))

  for (const receiver of bad) {
    await queueUp(workspaceId, await world.addWebhook(workspaceId, receiver.url), monitorId)
  }
  await world.query('NOTIFY lubdub_delivery')
  const hanging = bad.filter((_, i) => BAD_WAYS[i % BAD_WAYS.length] === 'hang')
  await Promise.all(hanging.map((receiver) => receiver.firstTry))

  const waits: number[] = []
  for (let i = ALONE; i < ALERTS; i++) for (const channel of channels) waits.push(await send(channel))
  await worker.stop()

  // The machine may be busy with other things: compared is how much slower it is than alone.
  const limit = Math.max(LIMIT_MS, 10 * alone)
  expect(Math.max(...waits)).toBeLessThanOrEqual(limit)
  expect(Math.max(...hanging.map((receiver) => receiver.peak))).toBeLessThanOrEqual(2)
  for (const receiver of bad) expect(receiver.tries).toBeGreaterThan(0)
}, 150_000)
