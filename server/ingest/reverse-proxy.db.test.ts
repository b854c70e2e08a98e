import { once } from 'node:events'
import { Agent, createServer, get, type IncomingMessage, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { isLongForm } from '@/lib/base/testing/long-form'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { makeHeardMonitor } from '@/lib/services/ingest/testing/heard-monitor'
import { type IngestProcess, openIngest } from './testing/proxy-process'

const CHUNK = Buffer.alloc(400_000, 'x')
const LARGE = Buffer.alloc(7_000_000, 'x')
const HOST = 'Host: lubdub.example\r\n'

let db: TestDatabase
let web: Server
let ingest: IngestProcess
let beatPath: string
let quiet: number

beforeAll(async () => {
  db = await createTestDatabase()
  web = createServer((request, response) => {
    if (request.url?.startsWith('/api/live/runs/')) {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write('retry: 2000\n\n')
    } else if (request.url === '/large') response.end(LARGE)
    else if (request.url === '/chunk') response.end(CHUNK)
    else response.end('here')
  })
  web.keepAliveTimeout = 500
  web.listen(0, '127.0.0.1')
  await once(web, 'listening')
  ingest = await openIngest({ databaseUrl: db.url, webPort: (web.address() as AddressInfo).port })
  const { key } = await makeHeardMonitor(db.pool)
  beatPath = `/api/v1/heartbeat/${key}`
  await isWell()
  quiet = ingest.descriptors()
})

afterAll(async () => {
  await ingest.stop()
  web.closeAllConnections()
  web.close()
  await db.drop()
})

const agent = new Agent({ keepAlive: false })

function ask(path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get({ port: ingest.port, path, agent }, (answer: IncomingMessage) => {
      answer.resume().once('end', () => resolve(answer.statusCode ?? 0))
    }).once('error', reject)
  })
}

/** A page, the API and beats answer. */
async function isWell() {
  const paths = ['/monitors', '/api/v1/monitors', beatPath, beatPath, '/chunk']
  expect(await Promise.all(paths.map(ask))).toEqual([200, 200, 200, 200, 200])
}

/** Everything that was opened for callers is closed again within two seconds. */
async function isRidOfThem() {
  // Connections to the web process are kept for half a second here, and clients of the database come and go.
  await expect.poll(() => ingest.descriptors(), { timeout: 2_000, interval: 50 }).toBeLessThanOrEqual(quiet + 4)
}

function open(bytes: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port: ingest.port, host: '127.0.0.1', allowHalfOpen: true }, () => {
      socket.write(bytes)
      resolve(socket)
    })
    socket.once('error', reject)
    socket.on('error', () => {})
  })
}

const many = (count: number, bytes: string) => Promise.all(Array.from({ length: count }, () => open(bytes)))
const closeAll = (sockets: readonly Socket[]) => sockets.forEach((socket) => void socket.destroy())

it('300 requests on one connection whose answers are not read harm nobody else', async () => {
  const one = await open(`GET /chunk HTTP/1.1\r\n${HOST}\r\n`.repeat(300))
  one.pause()
  await isWell()
  one.destroy()
  await isWell()
  await isRidOfThem()
  const gone = await open(`GET /chunk HTTP/1.1\r\n${HOST}\r\n`.repeat(300))
  gone.resetAndDestroy()
  await isWell()
  await isRidOfThem()
})

it('answers pipelined requests in order, one after another', async () => {
  const socket = await open(
    [beatPath, '/chunk', '/monitors', beatPath, '/api/v1/monitors']
      .map((p) => `GET ${p} HTTP/1.1\r\n${HOST}\r\n`)
      .join(''),
  )
  let heard = ''
  socket.setEncoding('latin1').on('data', (text: string) => {
    heard += text
  })
  await expect.poll(() => heard.match(/HTTP\/1\.1 200/g)?.length, { timeout: 5_000 }).toBe(5)
  await expect
    .poll(() => heard.match(/OK|x{400000}|here/g)?.map((text) => text.slice(0, 4)))
    .toEqual(expect.arrayContaining(['OK', 'xxxx', 'here']))
  expect(heard.indexOf('xxxx')).toBeLessThan(heard.indexOf('here'))
  socket.destroy()
})

it('260 open streams leave room for everybody', async () => {
  const sockets = await many(260, `GET /api/live/runs/run_1 HTTP/1.1\r\n${HOST}Authorization: Bearer ldr_one\r\n\r\n`)
  await isWell()
  closeAll(sockets)
  await isRidOfThem()
})

it('260 bodies that come slowly, to pages and to beats, leave room for everybody', async () => {
  const body = `${HOST}Content-Length: 1000\r\n\r\nabc`
  const sockets = [
    ...(await many(260, `POST /monitors HTTP/1.1\r\n${body}`)),
    ...(await many(260, `POST ${beatPath} HTTP/1.1\r\n${body}`)),
  ]
  await isWell()
  closeAll(sockets)
  await isRidOfThem()
})

it('260 callers who read nothing of a large answer leave room for everybody', async () => {
  const sockets = await many(260, `GET /large HTTP/1.1\r\n${HOST}\r\n`)
  for (const socket of sockets) socket.pause()
  await isWell()
  closeAll(sockets)
  await isRidOfThem()
})

const REFUSED: readonly (readonly [string, string, RegExp])[] = [
  ['bytes that are no HTTP', 'hello\r\n\r\n', /^HTTP\/1.1 400 .*not readable HTTP\.\n$/s],
  ['raw letters', `GET /api/v1/heartbeat/k?message=f\u00fcr HTTP/1.1\r\n${HOST}\r\n`, / 400 .*Percent-encode/s],
  ['a raw space', `GET /api/v1/heartbeat/k?message=a b HTTP/1.1\r\n${HOST}\r\n`, / 400 .*Percent-encode/s],
  ['long headers', `GET / HTTP/1.1\r\n${HOST}X-Long: ${'x'.repeat(17_000)}\r\n\r\n`, / 431 .*16 kB/s],
  ['a socket', `GET / HTTP/1.1\r\n${HOST}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`, / 400 .*plain HTTP/s],
  ['a tunnel', `CONNECT x:1 HTTP/1.1\r\n${HOST}\r\n`, / 405 .*not a proxy/s],
  ['too much', `POST /x HTTP/1.1\r\n${HOST}Content-Length: 9000000\r\n\r\nabc`, / 413 .*bytes/s],
  ['two hosts', `GET /api/health HTTP/1.1\r\n${HOST}Host: other\r\n\r\n`, / 400 .*two Host headers/s],
  ['no host', 'GET /api/health HTTP/1.1\r\n\r\n', / 400 .*no Host header/s],
]

it.each(REFUSED)('says why it refuses %s, in a sentence', async (_, bytes, expected) => {
  const socket = await open(bytes)
  let heard = ''
  socket.setEncoding('latin1').on('data', (text: string) => {
    heard += text
  })
  await once(socket, 'end')
  expect(heard).toMatch(expected)
  expect(heard).toMatch(/connection: close\r\n/i)
  expect(heard).toMatch(/content-security-policy: default-src 'none'/)
  expect(heard.endsWith('\n')).toBe(true)
  socket.destroy()
})

const ROUNDS = isLongForm ? 10 : 2
it(`${ROUNDS},000 refused connections that the other side never closes are gone within two seconds`, async () => {
  const sockets: Socket[] = []
  for (let round = 0; round < ROUNDS; round++) {
    sockets.push(...(await Promise.all(REFUSED.map(([, bytes]) => many(112, bytes)))).flat())
    await isWell()
  }
  await isRidOfThem()
  closeAll(sockets)
})

it('idle connections get a 408 and are closed, too', async () => {
  const sockets = await many(50, '')
  await isWell()
  await expect.poll(() => ingest.descriptors(), { timeout: 9_000, interval: 250 }).toBeLessThanOrEqual(quiet + 4)
  closeAll(sockets)
})
