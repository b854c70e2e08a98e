import { EventEmitter } from 'node:events'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, createServer as createNetServer } from 'node:net'
import { Worker } from 'node:worker_threads'
import { expect, it } from 'vitest'
import { readBehindProbe } from './read-up-to'

const CALLS = 40
const standStill = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
/** Opens connections and sends a call over each, while the thread that should read them stands still. */
const CALLER = `
  const { workerData, parentPort } = require('node:worker_threads')
  const { connect } = require('node:net')
  parentPort.once('message', () => {
    for (let n = 0; n < ${CALLS}; n++) connect(workerData, '127.0.0.1').on('error', () => {}).end('GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n')
  })
  parentPort.postMessage('ready')
`

it.each([
  [2_050, '127.0.0.1'],
  [2_600, '127.0.0.1'],
  // The server listens on all addresses, and the machine has no IPv6.
  [400, '::'],
])(
  'after a pause of %i ms nothing is unread that came before the instant it returns (listening on %s)',
  {
    timeout: 20_000,
  },
  async (pause, listensOn) => {
    let seen = 0
    const server = createServer((_, response) => {
      seen += 1
      response.end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const worker = new Worker(CALLER, { eval: true, workerData: (server.address() as AddressInfo).port })
    await new Promise((resolve) => worker.once('message', resolve))
    const { port } = server.address() as AddressInfo
    server.address = () => ({ address: listensOn, port, family: 'any' })
    const readUpTo = readBehindProbe(server)
    const asked = readUpTo()
    worker.postMessage('call')
    const pausedAt = performance.now()
    standStill(pause)
    const upTo = await asked
    expect(upTo <= pausedAt || seen === CALLS, `${seen} of ${CALLS} read`).toBe(true)
    expect(await readUpTo()).toBeGreaterThan(pausedAt + pause)
    expect(seen).toBe(CALLS)
    await worker.terminate()
    server.close()
  },
)

it('when none of its own connections is accepted and the process is slow, it ends before that would be an outage', {
  timeout: 20_000,
}, async () => {
  const elsewhere = createNetServer()
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
  const server = Object.assign(new EventEmitter(), { address: () => elsewhere.address() }) as unknown as Server
  const slow = setInterval(() => standStill(430), 10)
  const began = performance.now()
  const upTo = await readBehindProbe(server)()
  clearInterval(slow)
  expect(upTo - began).toBeLessThan(100)
  expect(performance.now() - began).toBeLessThan(4_500)
  elsewhere.close()
})
