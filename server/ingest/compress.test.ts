import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { openCompressor, writeSoon } from './compress'

test.each([
  ['br', brotliDecompressSync],
  ['gzip', gunzipSync],
] as const)('a page sent in pieces, with pauses between them, arrives whole in %s', async (encoding, decompress) => {
  const compressor = openCompressor(encoding)!
  const write = writeSoon(compressor)
  const sent: Buffer[] = []
  compressor.on('data', (chunk: Buffer) => sent.push(chunk))
  const pieces = ['<html>', '<p>first</p>'.repeat(500), '<p>later</p>'.repeat(500), '</html>']
  for (const piece of pieces) {
    const heard = once(compressor, 'data')
    write(Buffer.from(piece))
    // Each piece is sent at once, without waiting for the next.
    await heard
    await delay(10)
  }
  compressor.end()
  await once(compressor, 'end')
  expect(decompress(Buffer.concat(sent)).toString()).toBe(pieces.join(''))
})
