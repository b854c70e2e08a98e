import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLog } from '@/lib/base/log'
import { signalWord } from '@/lib/db/ingest/signal-bytes'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { makeHeardMonitor } from '@/lib/services/ingest/testing/heard-monitor'
import { type OpenIngest, openIngest } from '@/lib/services/ingest/testing/open-ingest'
import { createIngestServer } from './http-server'
import { ReverseProxy } from './proxy-to-web'

const log = createLog('test', 'silent')
const SCRIPT = 'export const a = 1;\n'.repeat(2_000)
const PAGE = '<p>hello</p>'.repeat(500)

let db: TestDatabase
let open: OpenIngest
let server: Server
let web: Server
let asked: string[] = []
let port: number

const listen = async (on: Server) => {
  await once(on.listen(0, '127.0.0.1'), 'listening')
  return (on.address() as AddressInfo).port
}

beforeAll(async () => {
  db = await createTestDatabase()
  open = await openIngest(db.url)
  web = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers['accept-encoding'] ?? '-'}`)
    if (request.url?.startsWith('/_next/static/')) {
      const headers = { 'content-type': 'application/javascript; charset=UTF-8', etag: '"one"', vary: 'X-Other' }
      response.writeHead(200, {
        ...headers,
        'cache-control': 'public, max-age=31536000, immutable',
        'content-length': SCRIPT.length,
      })
      response.end(SCRIPT)
    } else if (request.url === '/page') {
      response.writeHead(200, { 'content-type': 'text/html', etag: '"two"', 'content-length': PAGE.length })
      response.end(PAGE)
    } else if (request.url === '/api/live/runs/run_1') {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.end(`data: ${'x'.repeat(2_000)}\n\n`)
    } else response.end('{"from":"web"}\n')
  })
  const target = { port: await listen(web), trustForwarded: true, allowUpgrade: false }
  server = createIngestServer(open.ingest, {
    proxy: new ReverseProxy(target),
    own: new Map([['/api/health', async () => ({ status: 200, body: { ok: true } })]]),
    log,
    trustForwarded: true,
    hsts: { url: 'https://lubdub.example', hasHsts: true },
    most: 40,
  })
  port = await listen(server)
})

afterAll(async () => {
  server.closeAllConnections()
  server.close()
  web.closeAllConnections()
  web.close()
  await open.stop()
  await db.drop()
})

function dial(bytes: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => {
      socket.write(bytes, 'latin1')
      resolve(socket)
    })
    socket.once('error', reject)
    socket.on('error', () => {})
  })
}

/** Sends bytes unchanged; returns what came back until the connection was closed. */
async function speak(start: string, headers: readonly string[] = [], body = '') {
  const lines = [`${start} HTTP/1.1`, 'Host: lubdub.example', 'Connection: close', ...headers]
  const socket = await dial(`${lines.join('\r\n')}\r\n\r\n${body}`)
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => void chunks.push(chunk))
  await once(socket, 'close')
  const heard = Buffer.concat(chunks)
  const end = heard.indexOf('\r\n\r\n')
  return { head: heard.subarray(0, end).toString('latin1'), body: heard.subarray(end + 4) }
}

const statusOf = async (start: string, headers?: string[], body?: string) =>
  Number((await speak(start, headers, body)).head.slice(9, 12))

async function beatsOf(monitorId: string) {
  const { rows } = await db.pool.query(
    `SELECT ${signalWord('signal')} AS signal FROM beat WHERE monitor_id = $1 ORDER BY seq`,
    [monitorId],
  )
  return rows.map(({ signal }) => signal)
}

describe('a beat counts', () => {
  it.each([
    ['//api/v1/heartbeat/KEY/fail', 'fail'],
    ['http://lubdub.example/api/v1/heartbeat/KEY/fail', 'fail'],
    ['/api/v1/heartbeat//KEY//fail', 'fail'],
    ['/api/v1/heartbeat/KEY/fail/', 'fail'],
    ['/api/v1/heartbeat/KEY/fail%20', 'fail'],
    ['/api/v1/heartbeat/KEY%0D/fail%0D', 'fail'],
    ['/api/v1/heartbeat/%22KEY%22/fail', 'fail'],
    ['/api/v1/heartbeat/KEY/fail"', 'fail'],
    ['/api/v1/heartbeat/KEY%22', 'success'],
    ['/api/v1/heartbeat/KEY/', 'success'],
  ])('at %s', async (target, signal) => {
    const { key, monitorId } = await makeHeardMonitor(db.pool)
    expect(await statusOf(`GET ${target.replace('KEY', key)}`)).toBe(200)
    expect(await beatsOf(monitorId)).toEqual([signal])
  })

  it.each(['h2c', 'websocket', 'TLS/1.0', 'HTTP/2.0, foo/1'])('with Upgrade: %s', async (upgrade) => {
    const { key, monitorId } = await makeHeardMonitor(db.pool)
    const headers = ['Connection: Upgrade, HTTP2-Settings', `Upgrade: ${upgrade}`, 'HTTP2-Settings: AAEAAEAAAAIAAAAB']
    const path = `/api/v1/heartbeat/${key}`
    expect(await statusOf(`GET ${path}/start`, headers)).toBe(200)
    expect(await statusOf(`POST ${path}/fail`, [...headers, 'Content-Length: 4'], 'boom')).toBe(200)
    expect(await statusOf('GET /api/v1/monitors', headers)).toBe(200)
    expect(await beatsOf(monitorId)).toEqual(['start', 'fail'])
  })

  it('with an unknown expectation', async () => {
    const { key, monitorId } = await makeHeardMonitor(db.pool)
    expect(await statusOf(`GET /api/v1/heartbeat/${key}`, ['Expect: the best'])).toBe(200)
    expect(await beatsOf(monitorId)).toEqual(['success'])
  })

  it('while others hold every connection there is: idle, slow, or open for a stream', async () => {
    const { key, monitorId } = await makeHeardMonitor(db.pool)
    const host = 'Host: lubdub.example\r\n'
    const kinds = [
      '',
      `GET /slow HTTP/1.1\r\n${host}X: `,
      `POST /api/v1/heartbeat/k HTTP/1.1\r\n${host}Content-Length: 9\r\n\r\nx`,
    ]
    const sockets = await Promise.all(Array.from({ length: 120 }, (_, i) => dial(kinds[i % 3]!)))
    expect(await statusOf(`GET /api/v1/heartbeat/${key}`)).toBe(200)
    expect(await beatsOf(monitorId)).toEqual(['success'])
    const count = await new Promise((resolve) => server.getConnections((_, connections) => resolve(connections)))
    expect(count).toBeLessThanOrEqual(41)
    for (const socket of sockets) socket.destroy()
  })
})

it('a malformed request is answered with a sentence', async () => {
  const targets = {
    '/api/v1/heartbeat': /^A heartbeat URL is .*\n$/,
    '/api/v1/heartbeat/': /^A heartbeat URL is .*\n$/,
    '/api/v1/heartbeat/k/sideways': /^"sideways" in the URL is not a signal\. .*\n$/,
  }
  for (const [target, sentence] of Object.entries(targets)) {
    const { head, body } = await speak(`POST ${target}`)
    expect(head).toMatch(/^HTTP\/1.1 400 /)
    expect(body.toString()).toMatch(sentence)
  }
  expect((await speak('GET /api/v1/monitors/%E0%A4%A')).body.toString()).toMatch(/percent sign.*\n$/)
})

it('OPTIONS * and request lines in proxy form are answered here or forwarded as paths', async () => {
  expect((await speak('OPTIONS *')).head).toMatch(/^HTTP\/1.1 204 [\s\S]*allow: GET, HEAD/i)
  asked = []
  await speak('GET http://evil.example/monitors?x=1')
  expect(asked).toEqual(['GET /monitors?x=1 -'])
})

it('an invalid form is refused before the web framework fails on it', async () => {
  const type = 'Content-Type: multipart/form-data; boundary=x'
  expect(await statusOf('POST /sign-in', [type, 'Content-Length: 3'], 'a=b')).toBe(400)
  const form = '--x\r\ncontent-disposition: form-data; name="0"\r\n\r\n1\r\n--x--\r\n'
  expect(await statusOf('POST /sign-in', [type, `Content-Length: ${form.length}`], form)).toBe(200)
})

describe('compressed answers', () => {
  it.each([
    ['br', 'gzip, deflate, br', brotliDecompressSync],
    ['gzip', 'gzip;q=0.8, br;q=0', gunzipSync],
  ])('is sent as %s, with headers that say so', async (encoding, accepted, unpack) => {
    for (let time = 0; time < 2; time++) {
      const { head, body } = await speak('GET /_next/static/a.js', [`Accept-Encoding: ${accepted}`])
      expect(head).toContain(`content-encoding: ${encoding}`)
      expect(head).toContain('etag: W/"one"')
      expect(head).toContain('vary: X-Other, Accept-Encoding')
      expect(head).toContain(`content-length: ${body.length}`)
      expect(unpack(body).toString()).toBe(SCRIPT)
    }
    const page = await speak('GET /page', [`Accept-Encoding: ${accepted}`])
    expect(page.head).toMatch(new RegExp(`content-encoding: ${encoding}`))
    expect(page.head).not.toMatch(/content-length/i)
    expect(page.head).toContain('etag: W/"two"')
  })

  it('is cached where it never changes, and requested once', async () => {
    asked = []
    for (let time = 0; time < 3; time++) await speak('GET /_next/static/b.js', ['Accept-Encoding: br'])
    expect(asked).toEqual(['GET /_next/static/b.js -'])
    const again = await speak('GET /_next/static/b.js', ['Accept-Encoding: br', 'If-None-Match: W/"one"'])
    expect([again.head.slice(9, 12), again.body.length]).toEqual(['304', 0])
  })

  it('is never a stream, a beat, an answer to HEAD, or one for a caller that does not ask for it or is on another site', async () => {
    const { key } = await makeHeardMonitor(db.pool)
    const br = 'Accept-Encoding: br'
    const heads = await Promise.all([
      speak('GET /api/live/runs/run_1', [br]),
      speak(`GET /api/v1/heartbeat/${key}`, [br]),
      speak('HEAD /page', [br]),
      speak('GET /page'),
      speak('GET /page', [br, 'Sec-Fetch-Site: cross-site']),
    ])
    for (const { head } of heads) expect(head).not.toMatch(/content-encoding/i)
  })
})

it('every answer carries the headers, and HSTS only over https', async () => {
  const { key } = await makeHeardMonitor(db.pool)
  for (const target of [
    '/api/health',
    `/api/v1/heartbeat/${key}`,
    '/api/v1/heartbeat/nobody',
    '/_next/static/a.js',
    '/x',
  ]) {
    const plain = await speak(`GET ${target}`)
    expect(plain.head).toMatch(/x-content-type-options: nosniff/)
    expect(plain.head).toMatch(/x-frame-options: DENY/)
    expect(plain.head).toMatch(/content-security-policy: default-src 'none'/)
    expect(plain.head).not.toMatch(/strict-transport-security/)
    expect(plain.body.toString().endsWith('\n')).toBe(true)
    const secure = await speak(`GET ${target}`, ['X-Forwarded-For: 198.51.100.7', 'X-Forwarded-Proto: https'])
    expect(secure.head).toMatch(/strict-transport-security: max-age=31536000\r\n/)
  }
})
