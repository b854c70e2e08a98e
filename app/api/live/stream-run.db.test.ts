import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { createMonitor } from '@/lib/services/monitors/create-monitor'
import { beat } from '@/lib/services/testing/beat'
import { createPeople, type People } from '@/lib/services/testing/people'
import { eventStream } from './event-stream'
import { loadLiveRun } from './load-live-run'
import { streamRun } from './stream-run'

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
  const { runId } = await beat(people.ada, monitorId, { receivedAt: Date.now(), signal: 'start' })
  const leave = new AbortController()
  const request = new Request('http://localhost/api/live/runs/x', { signal: leave.signal })
  const live = await loadLiveRun(people.ada, runId ?? '')
  const open = (isWelcome = async () => true, ctx = people.ada) =>
    reader(eventStream(request, (sink) => streamRun({ ctx, isWelcome }, live, sink)))
  const send = (fields: object) => beat(people.ada, monitorId, { receivedAt: Date.now(), ...fields })
  return { open, send, leave }
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

test('everybody who watches a run is sent its changes, its output only when that is another one', async () => {
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
    expect(event?.data.beats.map(({ signal }: { signal: string }) => signal)).toEqual(['start', 'log', 'start'])
  }
  leave.abort()
})

test('who leaves ends the stream, and nobody looks at the run any more', async () => {
  const { open, leave } = await openRun()
  const next = open()
  await next()
  leave.abort()
  expect(await next()).toBe(null)
  const { lubdubRunFeeds } = globalThis as unknown as { lubdubRunFeeds: Map<string, unknown> }
  expect(lubdubRunFeeds.size).toBe(0)
})

test('the stream of who may listen no more ends within seconds, and the others go on', async () => {
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
