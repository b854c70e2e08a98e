import { once } from 'node:events'
import type { Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createLog } from '@/lib/base/log'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { HELD_BYTES, heartbeatBodies } from '@/lib/http/request/body-budget'
import { makeHeardMonitor } from '@/lib/services/ingest/testing/heard-monitor'
import { type OpenIngest, openIngest } from '@/lib/services/ingest/testing/open-ingest'
import { createIngestServer } from './http-server'

const log = createLog('test', 'silent')

let db: TestDatabase
let open: OpenIngest
let server: Server
let port: number

beforeAll(async () => {
  db = await createTestDatabase()
  open = await openIngest(db.url)
  server = createIngestServer(open.ingest, { proxy: null, own: new Map(), log, trustForwarded: false })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  port = (server.address() as AddressInfo).port
})

afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await open.stop()
  await db.drop()
})

/** Calls whose body is sent except for its last byte. */
async function sendUnfinished(key: string, bytes: number): Promise<{ socket: Socket; heard(): string }> {
  const socket = connect(port, '127.0.0.1')
  let heard = ''
  socket.setEncoding('latin1').on('data', (text: string) => {
    heard += text
  })
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.write(`POST /api/v1/heartbeat/${key} HTTP/1.1\r\nHost: lubdub.example\r\nContent-Length: ${bytes + 1}\r\n\r\n`)
  await new Promise((resolve) => socket.write(Buffer.alloc(bytes, 'x'), resolve))
  return { socket, heard: () => heard }
}

const beat = (key: string, body: string) =>
  fetch(`http://127.0.0.1:${port}/api/v1/heartbeat/${key}`, { method: 'POST', body })

it('bodies that never end take a bounded amount of memory together, the first gets an answer to try again, and beats are taken', async () => {
  const { key } = await makeHeardMonitor(db.pool)
  const heavy: Awaited<ReturnType<typeof sendUnfinished>>[] = []
  let most = 0
  for (let i = 0; i < 120; i++) {
    heavy.push(await sendUnfinished('ldb_nobody', 1_400_000))
    most = Math.max(most, heartbeatBodies.held)
  }
  const first = heavy[0]!
  if (!first.socket.closed) await once(first.socket, 'close')
  expect(first.heard()).toMatch(/^HTTP\/1\.1 503 /)
  expect(first.heard()).toMatch(/retry-after: \d+\r\n/i)
  expect(first.heard()).toMatch(/connection: close\r\n/i)
  expect(first.heard()).toContain('The beat was not stored. Try again.\n')
  expect(most).toBeGreaterThan(HELD_BYTES / 2)
  expect(most).toBeLessThanOrEqual(HELD_BYTES)
  const answer = await beat(key, 'an output of a job')
  expect([answer.status, await answer.text()]).toEqual([200, 'OK\n'])
  expect(heavy.at(-1)!.socket.destroyed).toBe(false)
  for (const { socket } of heavy) socket.destroy()
  await expect.poll(() => heartbeatBodies.held).toBe(0)
})

it('a beat whose body was dropped is reported to the checker, and causes neither an outage nor a delay', async () => {
  const { key, monitorId } = await makeHeardMonitor(db.pool)
  expect((await beat(key, 'known from now on')).status).toBe(200)
  const mine = await sendUnfinished(key, 1_400_000)
  const others: Socket[] = []
  while (!mine.socket.closed && others.length < 120) others.push((await sendUnfinished('ldb_nobody', 1_400_000)).socket)
  for (const socket of others) socket.destroy()
  expect(mine.heard()).toMatch(/^HTTP\/1\.1 503 /)
  const postponed = async () =>
    (await db.pool.query('SELECT 1 FROM postponed WHERE monitor_id = $1', [monitorId])).rowCount
  await expect.poll(postponed, { timeout: 10_000 }).toBe(1)
  expect(open.ingest.troubles).toEqual({ deafSince: null, holdSince: null })
})
