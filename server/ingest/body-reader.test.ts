import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { BodyReader } from './body-reader'

it('a body that arrives in pieces of one byte takes about as much memory as it has bytes', async () => {
  const size = 200_000
  const request = new PassThrough()
  const read = new BodyReader(256 * 1024).read(request as unknown as IncomingMessage)
  const before = process.memoryUsage()
  for (let i = 0; i < size; i++) request.emit('data', Buffer.allocUnsafeSlow(1).fill('x'))
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  expect(heapUsed + external - before.heapUsed - before.external).toBeLessThan(20_000_000)
  request.emit('end')
  expect((await read).equals(Buffer.alloc(size, 'x'))).toBe(true)
})
