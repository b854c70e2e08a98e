import { type AddressInfo, connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLog } from '@/lib/base/log'
import { createIngestServer, listenForBeats } from './http-server'
import type { BeatTaker } from './take-beat'

const log = createLog('test', 'silent')

let said: string[] = []
const taker: BeatTaker = {
  arrive: (key) => {
    said.push(`arrive ${key}`)
    return { at: 0, notBefore: 0, key, isKnown: null }
  },
  leave: ({ key }) => said.push(`leave ${key}`),
  turnAway: (key) => said.push(`turn away ${key}`),
  record: async (key) => {
    said.push(`record ${key}`)
    await delay(20)
    return { kind: 'counted', runId: null, seq: 1, isDuplicate: false, isCoalesced: false, warnings: [] }
  },
}
let server: ReturnType<typeof createIngestServer>
let port = 0
let caller: Worker

/** Calls from another thread, while this one stands still. */
const CALLER = `
  const { parentPort, workerData } = require('node:worker_threads')
  const { connect } = require('node:net')
  parentPort.on('message', ({ port, writes, times }) => {
    for (let n = 0; n < times; n++) {
      const socket = connect(port, '127.0.0.1').on('error', () => {})
      if (times > 1) socket.on('connect', () => parentPort.postMessage('connected'))
      socket.on('data', (data) => parentPort.postMessage(String(data).split('\\r\\n')[0]))
      for (const [after, text] of writes) setTimeout(() => socket.write(text), after)
    }
  })
  parentPort.postMessage('ready')
`
const heard: string[] = []
const get = (key: string, host = 'Host: here\r\n') => `GET /api/v1/heartbeat/${key} HTTP/1.1\r\n${host}\r\n`
const standStill = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)

beforeEach(async () => {
  said = []
  heard.length = 0
  server = createIngestServer(taker, { proxy: null, own: new Map(), log, trustForwarded: false })
  await listenForBeats(server, { port: 0, host: '127.0.0.1' })
  port = (server.address() as AddressInfo).port
  caller = new Worker(CALLER, { eval: true })
  await new Promise((resolve) => caller.once('message', resolve))
  caller.on('message', (text: string) => heard.push(text))
})
afterEach(async () => {
  await caller.terminate()
  server.closeAllConnections()
  server.close()
})

describe('a process that stood still', () => {
  it('reads what came over a kept connection before it treats the connection as idle', {
    timeout: 15_000,
  }, async () => {
    server.keepAliveTimeout = 300
    const writes = [
      [0, get('first')],
      [600, get('second')],
    ]
    caller.postMessage({ port, writes, times: 1 })
    await expect.poll(() => said).toContain('record first')
    standStill(2_500)
    await expect.poll(() => heard, { timeout: 5_000 }).toEqual(['HTTP/1.1 200 OK', 'HTTP/1.1 200 OK'])
    expect(said).toContain('record second')
    await expect
      .poll(() => new Promise((resolve) => server.getConnections((_, count) => resolve(count))), { timeout: 5_000 })
      .toBe(0)
  })

  it('reads headers that came in time before it treats them as late', { timeout: 15_000 }, async () => {
    server.headersTimeout = 500
    const opened = new Promise((resolve) => server.once('connection', resolve))
    caller.postMessage({ port, writes: [[300, get('slow')]], times: 1 })
    await opened
    await delay(50)
    standStill(2_500)
    await expect.poll(() => heard, { timeout: 5_000 }).toEqual(['HTTP/1.1 200 OK'])
  })

  it('gives the full time to a body whose headers came in time', { timeout: 15_000 }, async () => {
    server.headersTimeout = 500
    const opened = new Promise((resolve) => server.once('connection', resolve))
    const writes = [
      [300, 'POST /api/v1/heartbeat/slow HTTP/1.1\r\nHost: here\r\nContent-Length: 9\r\n\r\nsome'],
      [3_500, ' text'],
    ]
    caller.postMessage({ port, writes, times: 1 })
    await opened
    await delay(50)
    standStill(2_500)
    await expect.poll(() => heard, { timeout: 5_000 }).toEqual(['HTTP/1.1 200 OK'])
    expect(said).toEqual(['arrive slow', 'record slow'])
  })

  it('lets more than a thousand callers wait', { timeout: 20_000 }, async () => {
    caller.postMessage({ port, writes: [[0, get('one')]], times: 1_200 })
    standStill(1_500)
    // A client that the kernel rejected tries again one second and three seconds after its first try.
    await expect
      .poll(() => heard.filter((text) => text === 'connected').length, { timeout: 900 })
      .toBeGreaterThan(1_000)
  })
})

describe('a beat behind another request of its connection', () => {
  const post = 'POST /api/v1/heartbeat/b HTTP/1.1\r\nHost: here\r\nContent-Length: 9\r\n\r\n'
  const send = async (text: string, then: 'stays' | 'says no more' | 'is gone' = 'stays') => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).on('error', () => {})
    socket.write(text)
    if (then === 'says no more') socket.end()
    if (then === 'is gone') socket.end(() => socket.resetAndDestroy())
    await expect.poll(() => said.length).toBeGreaterThanOrEqual(4)
    await delay(50)
    socket.destroy()
  }

  it('counts when its caller goes away', async () => {
    for (const then of ['says no more', 'is gone'] as const) {
      said = []
      await send(get('a') + get('b'), then)
      expect(said).toEqual(['arrive a', 'record a', 'arrive b', 'record b'])
    }
  })

  it('with a whole body whose caller goes away makes its monitor be judged later', async () => {
    for (const then of ['says no more', 'is gone'] as const) {
      said = []
      await send(`${get('a')}${post}some text`, then)
      expect(said).toEqual(['arrive a', 'record a', 'arrive b', 'turn away b'])
      said = []
      await send(`${get('a')}${post}some`, then)
      expect(said).toEqual(['arrive a', 'record a', 'arrive b', 'leave b'])
    }
  })

  it('delays nothing when it is refused', async () => {
    await send(get('a') + get('b', ''))
    expect(said).toEqual(['arrive a', 'record a', 'arrive b', 'leave b'])
  })
})
