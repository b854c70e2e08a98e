import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo, LookupFunction } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { afterEach, expect, test } from 'vitest'
import type { Message } from '../message'
import { exampleDown } from '../testing/example-events'
import { sendWebhook } from './send'

const secret = `whsec_${Buffer.from('a key of at least twenty-four bytes').toString('base64')}`
const servers: Server[] = []

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  }
})

async function listen(handler: RequestListener): Promise<string> {
  const server = createServer(handler)
  servers.push(server)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function message(): Message {
  return { id: exampleDown.id, body: JSON.stringify(exampleDown), event: exampleDown, sentAt: Date.now() }
}

const open = { secrets: [secret], allowPrivate: true }
const guarded = { secrets: [secret], allowPrivate: false }

test('the receiver verifies the signature with the standardwebhooks library and reads the event', async () => {
  let seen: { headers: Record<string, string>; body: string } | null = null
  const url = await listen(async (request, response) => {
    seen = { headers: request.headers as Record<string, string>, body: await bodyOf(request) }
    response.writeHead(204).end()
  })
  const result = await sendWebhook(message(), { ...open, url })
  expect(result).toEqual({ outcome: 'sent', reason: 'Answered 204.', code: 204 })
  expect(seen!.headers['webhook-id']).toBe(exampleDown.id)
  expect(seen!.headers.cookie).toBeUndefined()
  expect(new Webhook(secret).verify(seen!.body, seen!.headers)).toEqual(exampleDown)
  expect(() => new Webhook(secret).verify(`${seen!.body} `, seen!.headers)).toThrow()
})

test('a redirect is not followed', async () => {
  const paths: (string | undefined)[] = []
  const url = await listen((request, response) => {
    paths.push(request.url)
    response.writeHead(302, { location: '/elsewhere' }).end()
  })
  expect(await sendWebhook(message(), { ...open, url: `${url}/hook` })).toMatchObject({ outcome: 'retry', code: 302 })
  expect(paths).toEqual(['/hook'])
})

test('Retry-After of a busy receiver is used', async () => {
  const url = await listen((_, response) => response.writeHead(429, { 'retry-after': '90' }).end())
  expect(await sendWebhook(message(), { ...open, url })).toMatchObject({ outcome: 'retry', retryAfterSeconds: 90 })
})

test('an endless answer counts by its status and is not read to its end', async () => {
  let written = 0
  const url = await listen((_, response) => {
    response.writeHead(200)
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536))) written += 65_536
    }
    response.on('drain', more)
    more()
  })
  expect(await sendWebhook(message(), { ...open, url })).toMatchObject({ outcome: 'sent' })
  expect(written).toBeLessThan(50_000_000)
})

test('a receiver that cuts the connection is tried again later', async () => {
  const url = await listen((request) => request.socket.destroy())
  const result = await sendWebhook(message(), { ...open, url })
  expect(result).toEqual({ outcome: 'retry', reason: 'The connection was cut.' })
})

test('a port where nobody listens is tried again later', async () => {
  const url = await listen((_, response) => response.end())
  const server = servers.pop()!
  await new Promise((done) => server.close(done))
  expect(await sendWebhook(message(), { ...open, url })).toEqual({
    outcome: 'retry',
    reason: 'The connection was refused.',
  })
})

test('a stopped sender ends a try that hangs', async () => {
  const stop = new AbortController()
  const url = await listen(() => stop.abort())
  const result = await sendWebhook({ ...message(), signal: stop.signal }, { ...open, url })
  expect(result).toEqual({ outcome: 'retry', reason: 'The sender was stopped.' })
})

const literals = [
  'http://127.0.0.1/',
  'http://localhost.:80/',
  'http://2130706433/',
  'http://0x7f.1/',
  'http://127.1/',
  'http://①②⑦.⓪.⓪.①/',
  'http://[::1]/',
  'http://[::]/',
  'http://[::127.0.0.1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[64:ff9b::7f00:1]/',
  'http://[fd00::1]/',
  'http://169.254.169.254/latest/meta-data/',
  'http://168.63.129.16/',
  'http://10.1.2.3/',
  'http://100.64.0.1/',
  'http://0.0.0.0/',
  'http://user:secret@example.com/',
  'http://example.com:22/',
  'http://example.com:6667/',
  'http://example.com:10080/',
  'http://[100:0:0:1::1]/',
  'ftp://example.com/',
  'file:///etc/passwd',
  'gopher://example.com/',
  'data:text/plain,hello',
  'not a url',
  `http://example.com/${'a'.repeat(2048)}`,
]

test.each(literals)('%s is refused before anything is sent', async (url) => {
  const loopback: LookupFunction = (_, options, callback) =>
    options.all ? callback(null, [{ address: '127.0.0.1', family: 4 }]) : callback(null, '127.0.0.1', 4)
  expect(await sendWebhook(message(), { ...guarded, url, lookup: loopback })).toMatchObject({ outcome: 'refused' })
})

test.each([
  ['loopback', ['127.0.0.1']],
  ['a private address', ['10.0.0.5']],
  ['IPv4-compatible loopback', ['::127.0.0.1']],
  ['one public and one private address', ['8.8.8.8', '192.168.0.1']],
  ['metadata over translation', ['64:ff9b::a9fe:a9fe']],
  ['nothing', []],
] as const)(
  'a name that resolves to %s is reported like one that does not resolve, and there is no connection',
  async (_, addresses) => {
    let connections = 0
    const url = new URL(await listen((_request, response) => response.end()))
    servers.at(-1)!.on('connection', () => connections++)
    const lookup: LookupFunction = (_name, _options, callback) =>
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      )
    const result = await sendWebhook(message(), { ...guarded, url: `http://hook.example.com:${url.port}/`, lookup })
    expect(result).toEqual({ outcome: 'retry', reason: 'The name could not be resolved to a public address.' })
    expect(connections).toBe(0)
  },
)

test('a name that changes its address is resolved once, and the connection goes to the checked address', async () => {
  const url = new URL(await listen((_, response) => response.end()))
  const answers = ['192.0.2.1', '127.0.0.1']
  let asked = 0
  const lookup: LookupFunction = (_name, _options, callback) => {
    const address = answers[asked++] ?? '127.0.0.1'
    callback(null, [{ address, family: 4 }])
  }
  const result = await sendWebhook(message(), { ...guarded, url: `http://rebind.example.com:${url.port}/`, lookup })
  expect(result.reason).toBe('The name could not be resolved to a public address.')
  expect(asked).toBe(1)
})

test('a name that does not resolve is tried again later, without the message of the resolver', async () => {
  const lookup: LookupFunction = (_name, _options, callback) =>
    callback(Object.assign(new Error('getaddrinfo ENOTFOUND internal'), { code: 'ENOTFOUND' }), '', 0)
  expect(await sendWebhook(message(), { ...guarded, url: 'http://gone.example.com/', lookup })).toEqual({
    outcome: 'retry',
    reason: 'The name could not be resolved to a public address.',
  })
})

test('a port that HTTP clients refuse is refused with that reason, also where private addresses are allowed', async () => {
  expect(await sendWebhook(message(), { ...open, url: 'http://127.0.0.1:6000/' })).toEqual({
    outcome: 'refused',
    reason: 'Port 6000 belongs to another protocol, and HTTP clients refuse it; choose another port.',
  })
})

test('a slow answer counts by its status, after a second', async () => {
  const timers: NodeJS.Timeout[] = []
  const url = await listen((_, response) => {
    response.writeHead(200).write('.')
    timers.push(setInterval(() => response.write('.'), 50))
  })
  const began = performance.now()
  expect(await sendWebhook(message(), { ...open, url })).toMatchObject({ outcome: 'sent' })
  expect(performance.now() - began).toBeLessThan(5_000)
  for (const timer of timers) clearInterval(timer)
})
