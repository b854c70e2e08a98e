import { connect } from 'node:net'
import { readBuilt } from '@/e2e/access/enumerate'
import { readRunning } from '@/server/start/running-file'
import { expect, test } from './support/test'

const base = new URL(process.env.LUBDUB_E2E_URL ?? '')
const KEY = `authorization: Bearer ${process.env.LUBDUB_BOOTSTRAP_API_KEY}`
const BEARER = { authorization: KEY.replace('authorization: ', '') }
const HOST = `host: ${base.host}`
const OURS = `origin: ${base.origin}\r\nsec-fetch-site: same-origin`
const JSON_TYPE = 'content-type: application/json'
const ACTION_FILE = 'app/(signed-in)/monitors/actions.ts#createMonitorAction'

const pids = () => readRunning(process.env.LUBDUB_DATA_DIR ?? '')?.pids

const made: string[] = []
// Other tests look at the same workspace.
test.afterAll(async () => {
  for (const id of made) await fetch(`${base.origin}/api/v1/monitors/${id}`, { method: 'DELETE', headers: BEARER })
})

interface Ask {
  start: string
  headers?: readonly string[]
  body?: string
  /** Sent in chunks of 16 kB, without a length. */
  chunked?: boolean
  /** Said to be so long, whatever it is. */
  length?: number
}

/** Sends bytes as they are written here, and answers what comes back. */
function speak({ start, headers = [], body = '', chunked = false, length }: Ask): Promise<string> {
  return new Promise((resolve, reject) => {
    const framing = chunked ? 'transfer-encoding: chunked' : `content-length: ${length ?? Buffer.byteLength(body)}`
    const head = [`${start} HTTP/1.1`, HOST, 'connection: close', framing, ...headers].join('\r\n')
    const socket = connect(Number(base.port), base.hostname, () => {
      socket.write(`${head}\r\n\r\n`)
      socket.write(chunked ? inChunks(body) : body)
    })
    let heard = ''
    socket.setEncoding('utf8').on('data', (text: string) => {
      heard += text
    })
    socket.once('close', () => resolve(heard))
    // It is closed while the rest is still being sent: what was answered before counts.
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error)
    })
  })
}

function inChunks(body: string): string {
  const chunks = body.match(/[\s\S]{1,16000}/g) ?? []
  return `${chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('')}0\r\n\r\n`
}

const long = (bytes: number) => JSON.stringify({ name: 'x'.repeat(bytes) })
const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
const wide = (keys: number) => JSON.stringify(Object.fromEntries(Array.from({ length: keys }, (_, n) => [`k${n}`, n])))

const API = { start: 'POST /api/v1/monitors', headers: [KEY, JSON_TYPE] }
const API_LIMITS: readonly (readonly [string, Ask, RegExp])[] = [
  ['a body over 256 kB, with its length', { ...API, body: long(256_000) }, /^HTTP\/1.1 413 [\s\S]*"too_large"/],
  [
    'a body over 256 kB, in chunks',
    { ...API, body: long(2_000_000), chunked: true },
    /^HTTP\/1.1 413 [\s\S]*too_large/,
  ],
  ['a length that says too much, before anything came', { ...API, length: 9_000_000 }, /^HTTP\/1.1 413 /],
  ['a length that says too little', { ...API, body: long(200), length: 20 }, /^HTTP\/1.1 400 /],
  ['21 levels', { ...API, body: deep(21) }, /^HTTP\/1.1 400 [\s\S]*20 levels/],
  ['1,001 keys, in chunks', { ...API, body: wide(1_001), chunked: true }, /^HTTP\/1.1 400 [\s\S]*1000 keys/],
  ['a URL of 17 kB', { start: `GET /api/v1/monitors?query=${'x'.repeat(17_000)}`, headers: [KEY] }, /^HTTP\/1.1 431 /],
  ['headers of 17 kB', { start: 'GET /monitors', headers: [`cookie: x=${'x'.repeat(17_000)}`] }, /^HTTP\/1.1 431 /],
  [
    'a sign-in of 2 MB',
    {
      start: 'POST /api/auth/signout',
      headers: [OURS, 'content-type: application/x-www-form-urlencoded'],
      body: `csrfToken=${'x'.repeat(2_000_000)}`,
    },
    /^HTTP\/1.1 413 /,
  ],
]

for (const [what, ask, expected] of API_LIMITS) {
  test(`is refused: ${what}`, async () => {
    const before = pids()
    expect((await speak(ask)).slice(0, 2_000)).toMatch(expected)
    expect(pids()).toEqual(before)
    expect((await fetch(`${base.origin}/api/health`)).status).toBe(200)
  })
}

test('a beat counts with any output, also in chunks', async ({ api }) => {
  const monitor = await api.createMonitor({ name: 'limits output', schedule: { type: 'none' } })
  made.push(monitor.id)
  const start = `POST ${new URL(monitor.heartbeatUrl).pathname}/log`
  expect(await speak({ start, body: `${'x'.repeat(300_000)}the end`, chunked: true })).toMatch(/^HTTP\/1.1 200 /)
})

test('a caller that sends headers or a body too slowly gets an error and is disconnected', async ({ api }) => {
  const monitor = await api.createMonitor({ name: 'limits slow', schedule: { type: 'none' } })
  made.push(monitor.id)
  const beat = `POST ${new URL(monitor.heartbeatUrl).pathname}`
  const halfSent = { headers: [KEY, JSON_TYPE], body: '{"name":', length: 1_000 }
  const answers = await Promise.all([
    speak({ start: beat, ...halfSent }),
    speak({ start: 'POST /api/v1/monitors', ...halfSent }),
    slowHeaders(),
  ])
  for (const answer of answers) expect(answer.slice(0, 300)).toMatch(/^HTTP\/1.1 408 /)
  const beats = await fetch(`${base.origin}/api/v1/monitors/${monitor.id}/beats`, { headers: BEARER })
  expect(await beats.json()).toEqual({ data: [], nextCursor: null })
})

function slowHeaders(): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(base.port), base.hostname, () =>
      socket.write(`GET /monitors HTTP/1.1\r\n${HOST}\r\nx-slow: `),
    )
    let heard = ''
    socket.setEncoding('utf8').on('data', (text: string) => {
      heard += text
    })
    socket.once('close', () => resolve(heard)).once('error', reject)
  })
}

const form = (bytes: number) =>
  `--edge\r\ncontent-disposition: form-data; name="0"\r\n\r\n["${'x'.repeat(bytes)}"]\r\n--edge--\r\n`
const TEXT = 'content-type: text/plain;charset=UTF-8'
const FORM = 'content-type: multipart/form-data; boundary=edge'
const ACTION_BODIES: readonly (readonly [string, Omit<Ask, 'start'>])[] = [
  ['as text, with its length', { headers: [TEXT], body: `[${long(270_000)}]` }],
  ['as text, in chunks', { headers: [TEXT], body: `[${long(3_000_000)}]`, chunked: true }],
  ['as a form, with its length', { headers: [FORM], body: form(270_000) }],
  ['as a form, in chunks', { headers: [FORM], body: form(3_000_000), chunked: true }],
]

for (const [what, ask] of ACTION_BODIES) {
  test(`a server action takes no more than 256 kB: ${what}`, async ({ ownerState }) => {
    const before = pids()
    const { id } = readBuilt(process.cwd()).actions.get(ACTION_FILE)!
    const cookie = `cookie: ${ownerState.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')}`
    const headers = [cookie, OURS, `next-action: ${id}`, 'accept: text/x-component']
    const start = 'POST /monitors/new'
    const refused = await speak({ ...ask, start, headers: [...headers, ...(ask.headers ?? [])] })
    expect(refused.slice(0, 1_500)).toMatch(/^HTTP\/1.1 413 [\s\S]*256000 bytes/)
    const small = await speak({ start, headers: [...headers, TEXT], body: `[${long(200_000)}]` })
    expect(small).toMatch(/^HTTP\/1.1 200 [\s\S]*"error"/)
    expect(pids()).toEqual(before)
  })
}
