import { request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createLog } from '@/lib/base/log'
import { failingCalls, fineCalls, type JudgedCall } from '@/lib/contract/testing/call-corpus'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { heartbeatRoute } from '@/lib/http/heartbeat/heartbeat-route'
import { getIngest } from '@/lib/services/ingest/get-ingest'
import { makeHeardMonitors, TEST_SECRET } from '@/lib/services/ingest/testing/heard-monitor'
import { type OpenIngest, openIngest } from '@/lib/services/ingest/testing/open-ingest'
import { liveSettings } from '@/lib/settings/testing/live-settings'
import { createIngestServer } from './http-server'

const log = createLog('test', 'silent')

let db: TestDatabase
let open: OpenIngest
let server: Server
let port: number

beforeAll(async () => {
  db = await createTestDatabase()
  process.env.DATABASE_URL = db.url
  process.env.LUBDUB_SECRET = TEST_SECRET
  process.env.LUBDUB_LOG_LEVEL = 'silent'
  open = await openIngest(db.url)
  server = createIngestServer(open.ingest, { proxy: null, own: new Map(), log, trustForwarded: false })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})

afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await (await getIngest(liveSettings)).stop()
  await open.stop()
  await db.drop()
})

type Send = (path: string, call: JudgedCall) => Promise<number>

const byServer: Send = (path, { method, headers, body }) =>
  new Promise((resolve, reject) => {
    const sent = request(
      { port, path, method, headers: { ...headers, 'content-length': body?.length ?? 0 } },
      (answer) => {
        answer.resume().once('end', () => resolve(answer.statusCode!))
      },
    )
    sent.once('error', reject)
    sent.end(body ?? undefined)
  })

const byRoute: Send = async (path, { method, headers, body }) => {
  const init = { method, headers, body: body && new Uint8Array(body) }
  const answer = await heartbeatRoute(new Request(`http://localhost${path}`, init))
  await answer.text()
  return answer.status
}

/** What each call stored that was not as expected, and each call that was not answered with 200. */
async function faultsOf(calls: readonly JudgedCall[], send: Send): Promise<string[]> {
  const monitors = await makeHeardMonitors(
    db.pool,
    calls.map(({ bound }) => ({ signal: bound })),
  )
  const statuses: number[] = []
  const next = calls.entries()
  const worker = async () => {
    for (const [i, call] of next) statuses[i] = await send(`/api/v1/heartbeat/${monitors[i]!.key}${call.rest}`, call)
  }
  await Promise.all(Array.from({ length: 16 }, worker))
  const { rows } = await db.pool.query<{ monitor_id: string; status: string }>(
    'SELECT monitor_id, status FROM monitor_state WHERE monitor_id = ANY($1)',
    [monitors.map(({ monitorId }) => monitorId)],
  )
  const left = new Map(rows.map((row) => [row.monitor_id, row.status]))
  return calls.flatMap(({ name, leaves }, i) => {
    const status = left.get(monitors[i]!.monitorId)
    return statuses[i] === 200 && status === leaves ? [] : [`${name}: ${statuses[i]}, ${status}, not ${leaves}`]
  })
}

it('the corpus has at least 400 calls that fail and 100 that do not, each once', () => {
  const [failing, fine] = [failingCalls(), fineCalls()]
  expect(failing.length).toBeGreaterThanOrEqual(400)
  expect(fine.length).toBeGreaterThanOrEqual(100)
})

it.each([
  ['the ingest process', byServer],
  ['the web process', byRoute],
])(
  'no call that says failure leaves a monitor green, in %s',
  async (_, send) => {
    expect(await faultsOf(failingCalls(), send)).toEqual([])
  },
  60_000,
)

it.each([
  ['the ingest process', byServer],
  ['the web process', byRoute],
])(
  'no call that says success or running makes a monitor red, in %s',
  async (_, send) => {
    expect(await faultsOf(fineCalls(), send)).toEqual([])
  },
  60_000,
)
