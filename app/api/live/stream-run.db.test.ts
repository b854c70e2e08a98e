import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { applyLiveRunEvent, type LiveRun } from '@/components/runs/live-run'
import { toPublicId } from '@/lib/contract/ids'
import { uuidOf } from '@/lib/contract/testing/uuid-of'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { createMonitor } from '@/lib/services/monitors/create-monitor'
import { beat } from '@/lib/services/testing/beat'
import { createPeople, type People } from '@/lib/services/testing/people'
import { type EventSink, eventStream } from './event-stream'
import { loadLiveRun } from './load-live-run'
import { streamRun } from './stream-run'

const OF_THE_CLOCK = new Set(['durationSeconds', 'perHour', 'endsAt'])

let database: TestDatabase
let people: People

beforeAll(async () => {
  database = await createTestDatabase()
  people = await createPeople(database)
})

afterAll(async () => {
  await people.end()
  await database.drop()
})

async function openRun() {
  const { id: monitorId } = await createMonitor(people.ada, { name: 'live', schedule: { type: 'none' } })
  const started = await beat(people.ada, uuidOf(monitorId), { receivedAt: Date.now(), signal: 'start' })
  const runId = toPublicId('run', started.runId ?? '')
  const leave = new AbortController()
  const request = new Request('http://localhost/api/live/runs/x', { signal: leave.signal })
  const live = await loadLiveRun(people.ada, runId)
  const open = (isWelcome = async () => true, ctx = people.ada) =>
    reader(eventStream(request, (sink) => streamRun({ ctx, isWelcome }, live, sink)))
  const send = (fields: object) => beat(people.ada, uuidOf(monitorId), { receivedAt: Date.now(), ...fields })
  return { open, send, leave, runId }
}

/** Reads one server-sent event after another. Null: the stream has ended. */
function reader(response: Response) {
  const chunks = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  return async (): Promise<{ event: string; data: ReturnType<typeof JSON.parse> } | null> => {
    for (;;) {
      const end = text.indexOf('\n\n')
      if (end !== -1) {
        const block = text.slice(0, end)
        text = text.slice(end + 2)
        const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? []
        if (event && data) return { event, data: JSON.parse(data) }
        continue
      }
      const { done, value } = await chunks.read()
      if (done) return null
      text += value
    }
  }
}

test('every watcher of a run gets its changes, and its output only when that changed', async () => {
  const { open, send, leave } = await openRun()
  const [one, two] = [open(), open()]
  for (const next of [one, two]) expect((await next())?.data.run.steps).toEqual([])

  await send({ signal: 'log', output: 'disk is filling' })
  for (const next of [one, two]) {
    expect((await next())?.data).toMatchObject({ sameOutput: false, run: { output: 'disk is filling' } })
  }

  await send({ signal: 'start', step: 'load' })
  for (const next of [one, two]) {
    const event = await next()
    expect(event?.data).toMatchObject({ sameOutput: true, run: { output: null, steps: [{ step: 'load' }] } })
    expect(event?.data.beats.map(({ signal }: { signal: string }) => signal)).toEqual(['start'])
  }
  leave.abort()
})

test('each event leads to the next state: together they are the present run', async () => {
  const { open, send, leave, runId } = await openRun()
  const next = open()
  let known = (await next())!.data as LiveRun
  const say = async (fields: object) => {
    await send(fields)
    const event = (await next())!.data
    known = applyLiveRunEvent(known, event)
    return event
  }
  for (const step of ['extract', 'load']) await say({ signal: 'start', step, output: `begun ${step}` })
  for (const shard of ['a', 'b', 'c']) await say({ signal: 'progress', step: 'load', shard, done: 1, total: 9 })
  await say({ signal: 'start', shard: 'own' })
  const event = await say({ signal: 'progress', step: 'load', shard: 'b', done: 7 })
  expect(event.isPatch).toBe(true)
  expect(event.run.steps).toMatchObject([{ step: 'load', shards: [{ shard: 'b', done: 7 }] }])
  expect(event.run.shards).toEqual([])
  const now = await loadLiveRun({ ...people.ada, now: new Date() }, runId)
  const told = ({ run, beats }: LiveRun) =>
    JSON.parse(JSON.stringify({ run, beats }, (k, v) => (OF_THE_CLOCK.has(k) ? 0 : v)))
  expect(told(known)).toEqual(told(now))
  leave.abort()
})

test('clients that do not read cost no memory, are at most one state behind, and are disconnected', async () => {
  const { leave, runId } = await openRun()
  await beat(people.ada, uuidOf((await loadLiveRun(people.ada, runId)).run.monitorId), {
    receivedAt: Date.now(),
    signal: 'progress',
    shard: 'a',
  })
  const { run, beats } = await loadLiveRun(people.ada, runId)
  const wide = (n: number): LiveRun => ({
    run: {
      ...run,
      shards: Array.from({ length: 2_700 }, (_, at) => ({
        ...run.shards[0]!,
        shard: `s${at}`,
        message: `${n} ${'m'.repeat(900)}`,
      })),
    },
    beats,
  })
  let made = 0
  const sinks: EventSink[] = []
  const bodies = Array.from({ length: 40 }, () =>
    eventStream(new Request('http://localhost/api/live/runs/x'), (sink) => {
      sinks.push(sink)
      return () => {}
    }),
  )
  global.gc?.()
  const before = process.memoryUsage()
  for (let n = 0; n < 20; n++) {
    const live = wide(n)
    for (const sink of sinks)
      sink.offer('run', () => {
        made += 1
        return { n, live }
      })
  }
  // The first event of each stream is unread; no event was built for twenty states.
  expect(made).toBe(0)
  global.gc?.()
  const after = process.memoryUsage()
  expect(after.heapUsed + after.external - before.heapUsed - before.external).toBeLessThan(60_000_000)
  const next = reader(bodies[0]!)
  expect((await next())?.data.n).toBe(19)
  expect(made).toBe(1)
  vi.useFakeTimers({ toFake: ['Date'] })
  try {
    vi.setSystemTime(Date.now() + 16_000)
    for (const sink of sinks) sink.alive()
  } finally {
    vi.useRealTimers()
  }
  await expect(bodies[1]!.text()).rejects.toThrow('The client does not read.')
  leave.abort()
})

test('a client that leaves ends the stream, and the run is not queried any more', async () => {
  const { open, leave } = await openRun()
  const next = open()
  await next()
  leave.abort()
  expect(await next()).toBe(null)
  const { lubdubRunFeeds } = globalThis as unknown as { lubdubRunFeeds: Map<string, unknown> }
  expect(lubdubRunFeeds.size).toBe(0)
})

test('the stream of a client without permission ends within seconds, and the others continue', async () => {
  const { open, send, leave } = await openRun()
  let isWelcome = true
  const one = open(async () => isWelcome, people.vic)
  const two = open()
  for (const next of [one, two]) await next()
  isWelcome = false
  const since = Date.now()
  expect(await one()).toBe(null)
  expect(Date.now() - since).toBeLessThan(8_000)
  await send({ signal: 'start', step: 'load' })
  expect((await two())?.data).toMatchObject({ run: { steps: [{ step: 'load' }] } })
  leave.abort()
})
