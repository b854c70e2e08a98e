import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Worker } from 'node:worker_threads'
import { expect, it } from 'vitest'
import { readBehindProbe } from './read-up-to'

const CALLS = 40
/** Opens connections and sends a call over each, while the thread that is to read them stands still. */
const CALLER = `
  const { workerData, parentPort } = require('node:worker_threads')
  const { connect } = require('node:net')
  parentPort.once('message', () => {
    for (let n = 0; n < ${CALLS}; n++) connect(workerData, '127.0.0.1').on('error', () => {}).end('GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n')
  })
  parentPort.postMessage('ready')
`

it('a pause while it is asked for leaves nothing unread that came before the instant it tells', {
  timeout: 20_000,
}, async () => {
  let seen = 0
  const server = createServer((_, response) => {
    seen += 1
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const worker = new Worker(CALLER, { eval: true, workerData: (server.address() as AddressInfo).port })
  await new Promise((resolve) => worker.once('message', resolve))
  const readUpTo = readBehindProbe(server)
  const asked = readUpTo()
  worker.postMessage('call')
  const pausedAt = performance.now()
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_600)
  const upTo = await asked
  expect(upTo <= pausedAt || seen === CALLS, `${seen} of ${CALLS} read`).toBe(true)
  expect(await readUpTo()).toBeGreaterThan(pausedAt + 2_600)
  expect(seen).toBe(CALLS)
  await worker.terminate()
  server.close()
})
