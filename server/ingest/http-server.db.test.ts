import { createServer, request, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLog } from '@/lib/base/log'
import { SIGNAL_BYTES, signalWord } from '@/lib/db/ingest/signal-bytes'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { addKey, makeHeardMonitor } from '@/lib/services/ingest/testing/heard-monitor'
import { type OpenIngest, openIngest } from '@/lib/services/ingest/testing/open-ingest'
import { createIngestServer } from './http-server'
import { ReverseProxy } from './proxy-to-web'

const log = createLog('test', 'silent')

let db: TestDatabase
let open: OpenIngest
let server: Server
let web: Server
let base: string

const listen = (on: Server) =>
  new Promise<number>((resolve) => on.listen(0, '127.0.0.1', () => resolve((on.address() as AddressInfo).port)))

beforeAll(async () => {
  db = await createTestDatabase()
  open = await openIngest(db.url, { beatsPerSecond: 8 })
  web = createServer((req, res) => {
    res.writeHead(200, {
      'x-seen-for': String(req.headers['x-forwarded-for']),
      'x-seen-skip': String(req.headers['x-middleware-subrequest']),
      'x-seen-place': String(req.headers['x-place']),
    })
    res.write('first;')
    setImmediate(() => res.end(`${req.method} ${req.url}`))
  })
  const proxy = new ReverseProxy({ port: await listen(web), trustForwarded: false, allowUpgrade: false })
  server = createIngestServer(open.ingest, {
    proxy,
    own: new Map([['/api/health', async () => ({ status: 200, body: { ok: true } })]]),
    log,
    trustForwarded: false,
  })
  base = `http://127.0.0.1:${await listen(server)}`
})

afterAll(async () => {
  server.closeAllConnections()
  server.close()
  web.closeAllConnections()
  web.close()
  await open.stop()
  await db.drop()
})

const beat = (key: string, rest = '', init: RequestInit = {}) => fetch(`${base}/api/v1/heartbeat/${key}${rest}`, init)
const SIGNAL = `${signalWord('signal')} AS signal`
const JSON_CALLER = { headers: { accept: 'application/json' } }

describe('a heartbeat URL', () => {
  it.each(['GET', 'POST', 'PUT'])('answers %s with OK once the beat is a row', async (method) => {
    const { key, monitorId } = await makeHeardMonitor(db.pool)
    const answer = await beat(key, '', { method })
    expect([answer.status, await answer.text(), answer.headers.get('cache-control')]).toEqual([200, 'OK\n', 'no-store'])
    const { rows } = await db.pool.query(`SELECT seq, ${SIGNAL} FROM beat WHERE monitor_id = $1`, [monitorId])
    expect(rows).toEqual([{ seq: 1, signal: 'success' }])
  })

  it('answers HEAD without a body and counts it', async () => {
    const { key, monitorId } = await makeHeardMonitor(db.pool)
    const answer = await beat(key, '/start', { method: 'HEAD' })
    expect([answer.status, await answer.text()]).toEqual([200, ''])
    const { rows } = await db.pool.query(`SELECT ${SIGNAL} FROM beat WHERE monitor_id = $1`, [monitorId])
    expect(rows).toEqual([{ signal: 'start' }])
  })

  it('answers JSON to a caller that accepts it, with the run, the seq and the warnings', async () => {
    const { key } = await makeHeardMonitor(db.pool)
    const first = await (await beat(key, '/start?run=r1', JSON_CALLER)).json()
    expect(first).toEqual({ ok: true, run: expect.stringMatching(/^run_[0-9a-z]{26}$/), seq: 1, warnings: [] })
    const body = JSON.stringify({ run: 'r1', done: 'much', step: 'load' })
    const second = await beat(key, '/progress', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    })
    expect(await second.json()).toMatchObject({
      ok: true,
      run: first.run,
      seq: 2,
      warnings: [expect.stringContaining('done must be')],
    })
  })

  it('lists warnings for text callers, one a line', async () => {
    const { key } = await makeHeardMonitor(db.pool)
    const answer = await beat(key, '?colour=red')
    expect([await answer.text(), answer.headers.get('lubdub-warnings')]).toEqual([
      'OK\nThere is no field colour; dropped.\n',
      'There is no field colour; dropped.',
    ])
  })

  it('keeps the last 100 kB of a long output', async () => {
    const { key, monitorId } = await makeHeardMonitor(db.pool)
    await beat(key, '/7', { method: 'POST', body: `${'x'.repeat(700_000)}the end` })
    const { rows } = await db.pool.query(
      `SELECT length(output) AS length, right(output, 7) AS tail, detail FROM beat WHERE monitor_id = $1`,
      [monitorId],
    )
    expect(rows).toEqual([
      { length: 100_000, tail: 'the end', detail: expect.objectContaining({ exit: 7, outputTruncated: true }) },
    ])
  })

  it('stores the same call once, however often it comes', async () => {
    const { key, monitorId } = await makeHeardMonitor(db.pool)
    const call = () =>
      beat(key, '', { method: 'POST', headers: { accept: 'application/json', 'idempotency-key': 'job-17' } })
    const answers = await Promise.all(Array.from({ length: 8 }, async () => (await call()).json()))
    expect(answers.filter((a) => a.dup)).toHaveLength(7)
    expect(new Set(answers.map((a) => a.seq))).toEqual(new Set([1]))
    expect(await (await call()).json()).toMatchObject({ ok: true, seq: 1, dup: true })
    const { rows } = await db.pool.query('SELECT count(*) AS n FROM beat WHERE monitor_id = $1', [monitorId])
    expect(rows).toEqual([{ n: 1 }])
  })

  it('takes a second start without a run key, and marks the first run lost', async () => {
    const { key, monitorId } = await makeHeardMonitor(db.pool)
    await beat(key, '/start')
    const second = await (await beat(key, '/start', JSON_CALLER)).json()
    expect(second).toMatchObject({ ok: true, seq: 2, warnings: [expect.stringContaining('run')] })
    await beat(key)
    const { rows } = await db.pool.query('SELECT state FROM run WHERE monitor_id = $1 ORDER BY number', [monitorId])
    expect(rows).toEqual([{ state: 'lost' }, { state: 'succeeded' }])
  })

  it('of a purpose key means its signal and step, unless the call says otherwise', async () => {
    const monitor = await makeHeardMonitor(db.pool)
    const key = await addKey(db.pool, { ...monitor, signal: 'success', step: 'transform' })
    await beat(key)
    await beat(key, '/fail')
    const { rows } = await db.pool.query(`SELECT ${SIGNAL}, step FROM beat WHERE monitor_id = $1 ORDER BY seq`, [
      monitor.monitorId,
    ])
    expect(rows).toEqual([
      { signal: 'success', step: 'transform' },
      { signal: 'fail', step: 'transform' },
    ])
  })

  it('answers 404 to an unknown key, 410 for a deleted monitor, 400 to a malformed path, 405 to a wrong method', async () => {
    const { key, monitorId } = await makeHeardMonitor(db.pool)
    expect((await beat('ldb_nobody')).status).toBe(404)
    await db.pool.query('UPDATE monitor_state SET deleted = true WHERE monitor_id = $1', [monitorId])
    expect((await beat(key)).status).toBe(410)
    expect((await beat(key, '/sideways')).status).toBe(400)
    expect((await beat(`${key}%2f..`)).status).toBe(400)
    const wrong = await beat(key, '', { method: 'DELETE' })
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST, PUT'])
    const error = await (await beat('ldb_nobody', '', JSON_CALLER)).json()
    expect(error).toEqual({ error: { code: 'not_found', message: expect.any(String), field: null } })
  })

  it('refuses GET and HEAD where the monitor takes POST only, and says so, also as JSON', async () => {
    const { key, monitorId } = await makeHeardMonitor(db.pool)
    await db.pool.query('UPDATE monitor SET post_only = true WHERE id = $1', [monitorId])
    const get = await beat(key)
    const words = 'This monitor takes POST only, so that opening a link sends no beat. Call it with POST.\n'
    expect([get.status, get.headers.get('allow'), await get.text()]).toEqual([405, 'POST, PUT', words])
    expect((await beat(key, '', { method: 'HEAD' })).status).toBe(405)
    expect((await (await beat(key, '', JSON_CALLER)).json()).error.code).toBe('method_not_allowed')
    expect((await beat(key, '', { method: 'POST' })).status).toBe(200)
    const { rows } = await db.pool.query('SELECT count(*) AS n FROM beat WHERE monitor_id = $1', [monitorId])
    expect(rows).toEqual([{ n: 1 }])
  })

  it('answers a caller from an address that is not allowed as if there were no such key, and trusts no header for the address', async () => {
    const { key, monitorId } = await makeHeardMonitor(db.pool)
    await db.pool.query(`UPDATE monitor SET allowed_addresses = '{10.0.0.0/8}' WHERE id = $1`, [monitorId])
    const said = async (answer: Response) => [
      answer.status,
      Object.keys(Object.fromEntries(answer.headers)),
      await answer.text(),
    ]
    const forged = { headers: { 'x-forwarded-for': '10.0.0.5' } }
    expect(await said(await beat(key, '', forged))).toEqual(await said(await beat('ldb_nobody')))
    await db.pool.query(
      `UPDATE monitor SET allowed_addresses = '{127.0.0.0/8}', config_version = config_version + 1 WHERE id = $1`,
      [monitorId],
    )
    await db.pool.query('UPDATE monitor_state SET config_version = config_version + 1 WHERE monitor_id = $1', [
      monitorId,
    ])
    expect((await beat(key)).status).toBe(200)
  })

  it('coalesces progress above the rate and refuses far above it; a finish or failure is kept with its output', async () => {
    const { key, monitorId } = await makeHeardMonitor(db.pool)
    const told = await Promise.all(
      Array.from({ length: 40 }, async () => (await beat(key, '/progress', JSON_CALLER)).json()),
    )
    expect(told.filter(({ coalesced }) => coalesced)).not.toEqual([])
    const ends = Array.from({ length: 20 }, async (_, i) => {
      const body = `${'x'.repeat(5_000)} the end`
      const init = { method: 'POST', body, headers: { ...JSON_CALLER.headers, 'content-type': 'text/plain' } }
      return (await beat(key, ['/start', '/success', '/fail'][i % 3], init)).json()
    })
    for (const answer of await Promise.all(ends)) {
      expect(answer.ok).toBe(true)
      expect(answer).not.toHaveProperty('coalesced')
    }
    const kept = await db.pool.query(
      `SELECT ${SIGNAL}, count(*) AS n, bool_and(output LIKE '% the end') AS whole, min(length(output)) AS shortest FROM beat b
       WHERE monitor_id = $1 AND b.signal <> '${SIGNAL_BYTES.progress}' GROUP BY b.signal ORDER BY 1`,
      [monitorId],
    )
    expect(kept.rows).toEqual([
      { signal: 'fail', n: 6, whole: true, shortest: 5_008 },
      { signal: 'start', n: 7, whole: true, shortest: 2_000 },
      { signal: 'success', n: 7, whole: true, shortest: 2_000 },
    ])
    await beat(key, '/fail')
    const { rows } = await db.pool.query(
      `SELECT s.status, s.seq, (SELECT count(*) FROM beat b WHERE b.monitor_id = s.monitor_id) AS beats FROM monitor_state s WHERE monitor_id = $1`,
      [monitorId],
    )
    expect(rows[0].status).toBe('down')
    expect(rows[0].seq).toBe(rows[0].beats)
    const flood = await Promise.all(Array.from({ length: 1_000 }, async () => (await beat(key)).status))
    expect(flood).toContain(429)
    expect(flood.every((status) => status === 200 || status === 429)).toBe(true)
  })

  it('counts from when it was read, also when an earlier request of its connection is answered first', async () => {
    const [first, second] = [await makeHeardMonitor(db.pool), await makeHeardMonitor(db.pool)]
    const receivedAt = async () =>
      (
        await db.pool.query<{ received_at: number }>('SELECT received_at FROM beat WHERE monitor_id = $1', [
          second.monitorId,
        ])
      ).rows[0]?.received_at
    const now = async () => (await db.pool.query<{ now: number }>('SELECT clock_timestamp() AS now')).rows[0]!.now
    const blocker = await db.pool.connect()
    await blocker.query('BEGIN')
    await blocker.query('SELECT 1 FROM monitor_state WHERE monitor_id = $1 FOR UPDATE', [first.monitorId])
    const socket = connect(Number(new URL(base).port), '127.0.0.1')
    const lines = (key: string) => `GET /api/v1/heartbeat/${key} HTTP/1.1\r\nHost: here\r\n\r\n`
    socket.write(lines(first.key) + lines(second.key))
    const other = await makeHeardMonitor(db.pool)
    expect((await beat(other.key)).status).toBe(200)
    const readBy = await now()
    const { rows } = await db.pool.query<{ watermark: number }>('SELECT watermark FROM ingest_node')
    await blocker.query('ROLLBACK')
    blocker.release()
    await expect.poll(receivedAt).toBeLessThanOrEqual(readBy)
    expect(await receivedAt()).toBeGreaterThan(rows[0]!.watermark)
    socket.destroy()
  })

  it('keeps the end of an output of 22 MB, and the connection', async () => {
    const { key, monitorId } = await makeHeardMonitor(db.pool)
    const answer = await new Promise<{ status?: number; connection?: string }>((resolve, reject) => {
      const sent = request(`${base}/api/v1/heartbeat/${key}/7`, { method: 'POST' }, (res) => {
        resolve({ status: res.statusCode, connection: res.headers.connection })
        res.resume()
      })
      sent.on('error', reject)
      sent.write(Buffer.alloc(22_000_000, 'y'))
      sent.end('the end')
    })
    expect(answer).toEqual({ status: 200, connection: 'keep-alive' })
    const { rows } = await db.pool.query(
      'SELECT length(output) AS length, right(output, 8) AS tail FROM beat WHERE monitor_id = $1',
      [monitorId],
    )
    expect(rows).toEqual([{ length: 100_000, tail: 'ythe end' }])
  })
})

describe('everything else', () => {
  it('is forwarded to the web process and streamed back, without headers that only a proxy may set', async () => {
    const answer = await fetch(`${base}/monitors?x=1`, {
      headers: { 'x-forwarded-for': '6.6.6.6', 'x-middleware-subrequest': 'proxy' },
    })
    expect(await answer.text()).toBe('first;GET /monitors?x=1')
    expect([answer.headers.get('x-seen-for'), answer.headers.get('x-seen-skip')]).toEqual(['127.0.0.1', 'undefined'])
  })

  it.each(['/api/v1/monitors/mon_1/keys/..', '/api/v1/monitors/mon_1/keys/%2E%2e', '/a/./b', '/..?x=1'])(
    'is refused, and not forwarded, when its path is %s',
    async (path) => {
      const answer = await speak(`DELETE ${path} HTTP/1.1\r\n${HOST}\r\n`, /leave it out/)
      expect(answer).toMatch(/^HTTP\/1\.1 400 /)
      expect(answer).toContain('The path has a segment . or .. in it; leave it out.')
    },
  )

  it('keeps the place that a proxy states, and drops the one from a caller that bypassed the proxy', async () => {
    const port = (web.address() as AddressInfo).port
    const seen = async (trustForwarded: boolean, headers: Record<string, string>) => {
      const proxy = new ReverseProxy({ port, trustForwarded, placeHeader: 'X-Place', allowUpgrade: false })
      const server = createIngestServer(open.ingest, { proxy, own: new Map(), log, trustForwarded })
      const answer = await fetch(`http://127.0.0.1:${await listen(server)}/monitors`, { headers })
      await answer.text()
      server.closeAllConnections()
      server.close()
      proxy.close()
      return answer.headers.get('x-seen-place')
    }
    const claimed = { 'x-place': 'DE' }
    expect(await seen(true, { ...claimed, 'x-forwarded-for': '198.51.100.7' })).toBe('DE')
    expect(await seen(true, claimed)).toBe('undefined')
    expect(await seen(false, { ...claimed, 'x-forwarded-for': '198.51.100.7' })).toBe('undefined')
  })

  it('is answered here where this process knows the answer', async () => {
    expect(await (await fetch(`${base}/api/health`)).json()).toEqual({ ok: true })
    const posted = await fetch(`${base}/api/health`, { method: 'POST' })
    expect(await posted.text()).toBe('first;POST /api/health')
  })

  it('is not forwarded with TRACE, which the web process cannot even refuse', async () => {
    const answer = await speak(`TRACE /api/v1/monitors HTTP/1.1\r\n${HOST}\r\n`, /\}\}/)
    expect(answer).toMatch(/^HTTP\/1\.1 405 /)
    expect(answer).toContain('allow: GET, HEAD, POST')
    expect(answer).toContain('"code":"method_not_allowed"')
  })

  it('gets a clear message while the web process is away, and beats are still taken', async () => {
    const dead = createServer()
    const port = await listen(dead)
    await new Promise((resolve) => dead.close(resolve))
    const proxy = new ReverseProxy({ port, trustForwarded: false, allowUpgrade: false })
    const alone = createIngestServer(open.ingest, { proxy, own: new Map(), log, trustForwarded: false })
    const home = `http://127.0.0.1:${await listen(alone)}`
    const { key } = await makeHeardMonitor(db.pool)
    const page = await fetch(`${home}/monitors`)
    expect([page.status, page.headers.get('retry-after')]).toEqual([503, '3'])
    expect((await (await fetch(`${home}/api/v1/monitors`)).json()).error.code).toBe('unavailable')
    expect((await fetch(`${home}/api/v1/heartbeat/${key}`)).status).toBe(200)
    alone.closeAllConnections()
    alone.close()
  })
})

/** Sends bytes unchanged; returns what came back until the connection was closed or `until` was seen. */
function speak(bytes: string, until = /\r\n\r\n/): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(base).port), '127.0.0.1', () => socket.write(bytes))
    let heard = ''
    socket.setEncoding('latin1').on('data', (text: string) => {
      heard += text
      if (until.test(heard)) socket.destroy()
    })
    socket.once('close', () => resolve(heard))
    socket.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' ? resolve(heard) : reject(error),
    )
  })
}

const HOST = 'Host: lubdub.example\r\n'

describe('the public port', () => {
  it('waits no longer than a beat takes, and holds no more connections than it can', () => {
    expect(server).toMatchObject({ headersTimeout: 5_000, requestTimeout: 15_000, maxConnections: 10_000 })
    expect(server.keepAliveTimeout).toBeLessThanOrEqual(10_000)
  })

  it.each([
    ['headers of 17 kB', `GET /api/health HTTP/1.1\r\n${HOST}X-Long: ${'x'.repeat(17_000)}\r\n\r\n`],
    ['a thousand headers', `GET /api/health HTTP/1.1\r\n${HOST}${'X-Many: xxxxxxxxxxxx\r\n'.repeat(1_000)}\r\n`],
    [
      'a length and chunks at once',
      `POST /x HTTP/1.1\r\n${HOST}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ['two lengths', `POST /x HTTP/1.1\r\n${HOST}Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde`],
    ['a length that is none', `POST /x HTTP/1.1\r\n${HOST}Content-Length: -1\r\n\r\n`],
    ['a space before the colon', `GET /x HTTP/1.1\r\n${HOST}X-Odd : 1\r\n\r\n`],
    ['a header that goes on in the next line', `GET /x HTTP/1.1\r\n${HOST}X-Odd: 1\r\n 2\r\n\r\n`],
    ['a NUL in a header', `GET /x HTTP/1.1\r\n${HOST}X-Odd: a\u0000b\r\n\r\n`],
    ['no host', 'GET /api/health HTTP/1.1\r\n\r\n'],
    ['bytes that are no HTTP', 'hello\r\n\r\n'],
  ])('refuses %s', async (_, bytes) => {
    expect(await speak(bytes)).toMatch(/^HTTP\/1\.1 4\d\d /)
  })

  it('does not read what follows a refused request as another request', async () => {
    const smuggled = `GET /api/health HTTP/1.1\r\n${HOST}\r\n`
    const both = `Content-Length: ${smuggled.length}\r\nTransfer-Encoding: chunked\r\n\r\n`
    const heard = await speak(`POST /x HTTP/1.1\r\n${HOST}${both}0\r\n\r\n${smuggled}`, /never/)
    expect(heard.match(/HTTP\/1\.1/g)).toHaveLength(1)
    expect(heard).toMatch(/^HTTP\/1\.1 400 /)
  })

  it('refuses a WebSocket upgrade', async () => {
    const bytes = `GET / HTTP/1.1\r\n${HOST}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`
    expect(await speak(bytes, /never/)).toMatch(/^HTTP\/1\.1 400 /)
  })
})
