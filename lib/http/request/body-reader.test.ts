import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { BodyBudget } from './body-budget'
import { BodyEnd } from './body-end'
import { BodyReader } from './body-reader'

const bytesOf = (size: number) => Buffer.from(Array.from({ length: size }, (_, i) => i % 251))

it.each([1, 7, 100, 1_000, 5_000])('keeps head and end of pieces of %i bytes as of a single piece', (step) => {
  for (const size of [0, 1, 99, 100, 101, 150, 199, 200, 201, 1_234, 4_999]) {
    const all = bytesOf(size)
    const kept = new BodyEnd({ head: 100, end: 100 })
    for (let at = 0; at < size; at += step) kept.push(all.subarray(at, at + step))
    const from = Math.max(0, size - 100)
    expect([kept.size, kept.head().equals(all.subarray(0, 100)), kept.end().offset]).toEqual([size, true, from])
    expect(kept.end().bytes.equals(all.subarray(from))).toBe(true)
    expect(kept.held).toBeLessThan(3_000)
  }
})

it('a million pieces of one byte, each in its own buffer, take about as much memory as they have bytes', async () => {
  const reader = new BodyReader({ contentType: 'text/plain', contentEncoding: null })
  const before = process.memoryUsage()
  for (let i = 0; i < 1_000_000; i++) await reader.push(Buffer.alloc(1, 'x'))
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  expect(reader.held).toBeLessThan(1_600_000)
  expect(heapUsed + external - before.heapUsed - before.external).toBeLessThan(40_000_000)
  expect((await reader.finish()).body.toString()).toBe('x'.repeat(1_000_000))
})

it.each([
  ['fields of multipart', multipart('message', 'y'.repeat(900)), 'multipart/form-data; boundary=b', null],
  ['packed text', gzipSync('z'.repeat(30_000)), 'text/plain', 'gzip'],
])('reads %s in pieces of one byte as in one', async (_, bytes, contentType, contentEncoding) => {
  const read = async (step: number) => {
    const reader = new BodyReader({ contentType, contentEncoding })
    for (let at = 0; at < bytes.length; at += step) await reader.push(bytes.subarray(at, at + step))
    expect(reader.held).toBeGreaterThan(0)
    return reader.finish()
  }
  const one = await read(1)
  expect(one).toEqual(await read(bytes.length))
  expect(one.bodyWarnings).toEqual([])
})

it.each(['deflate', 'br', 'utf-8', 'gzip'])(
  'text that is declared as compressed with %s, but is not, is text',
  async (coding) => {
    for (const text of ['Größe 300 kB, fertig\n', 'done', `${'x'.repeat(63)}ü is cut by the look`]) {
      const reader = new BodyReader({ contentType: 'text/plain', contentEncoding: coding })
      await reader.push(Buffer.from(text))
      const { body, bodyFault } = await reader.finish()
      expect([body.toString(), bodyFault]).toEqual([text, null])
    }
  },
)

it('a compressed body is decompressed, however short it is', async () => {
  for (const [coding, pack] of [
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['br', brotliCompressSync],
  ] as const) {
    for (const text of ['status=fail', 'Größe', '{"exit":1}', 'x'.repeat(5_000)]) {
      const reader = new BodyReader({ contentType: 'text/plain', contentEncoding: coding })
      await reader.push(pack(text))
      expect((await reader.finish()).body.toString()).toBe(text)
    }
  }
})

function part(name: string, value: string): string {
  return `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
}

function multipart(name: string, value: string): Buffer {
  return Buffer.from(`${part(name, value)}--b--\r\n`)
}

it.each([
  ['Content-Disposition: attachment; name="status"', 'fail'],
  ['Content-Type: application/json', '{"status":"fail"}'],
])('multipart without a readable part is broken: %s', async (header, content) => {
  const reader = new BodyReader({ contentType: 'multipart/form-data; boundary=b', contentEncoding: null })
  await reader.push(Buffer.from(`--b\r\n${header}\r\n\r\n${content}\r\n--b--\r\n`))
  expect((await reader.finish()).parts).toMatchObject({ pairs: [], file: null, isBroken: true })
})

it.each([
  ['no parts', 'multipart/form-data; boundary=b', '--b--\r\n'],
  ['mail as output', 'text/plain', '--b\r\nContent-Type: text/plain\r\n\r\nall well\r\n--b--\r\n'],
])('multipart with %s is not broken', async (_, contentType, text) => {
  const reader = new BodyReader({ contentType, contentEncoding: null })
  await reader.push(Buffer.from(text))
  expect((await reader.finish()).parts?.isBroken ?? false).toBe(false)
})

it('memory of multipart counts its texts, and unknown names are dropped', async () => {
  const reader = new BodyReader({ contentType: 'multipart/form-data; boundary=b', contentEncoding: null })
  const long = part(`status${' '.repeat(60_000)}`, 'fail').repeat(50)
  await reader.push(Buffer.from(`${long}${part('message', 'ł'.repeat(100_000))}${part('status', 'fail')}--b--\r\n`))
  expect(reader.held).toBeGreaterThan(200_000)
  const { parts } = await reader.finish()
  expect(parts!.pairs.map(([name]) => name)).toEqual(['message', 'status'])
})

it.each([3_000, 6_000])('a failure after %d other parts is read, or the body is broken', async (count) => {
  const others = Array.from({ length: count }, (_, n) => part(`x${n}`, '1')).join('')
  const reader = new BodyReader({ contentType: 'multipart/form-data; boundary=b', contentEncoding: null })
  const bytes = Buffer.from(`${part('status', 'ok')}${others}${part('status', 'fail')}--b--\r\n`)
  for (let at = 0; at < bytes.length; at += 65_536) await reader.push(bytes.subarray(at, at + 65_536))
  const held = reader.held
  const { parts } = await reader.finish()
  expect(held).toBeLessThan(2_000_000)
  expect(parts!.pairs.length).toBeLessThanOrEqual(2_002)
  expect([parts!.pairs.at(-1), parts!.isBroken]).toEqual(
    count < 5_000 ? [['status', 'fail'], false] : [expect.anything(), true],
  )
})

it('above the budget the heavy body that began first is dropped, and light ones stay', () => {
  const budget = new BodyBudget(100_000)
  const gone: string[] = []
  const enter = (name: string) => budget.enter(() => gone.push(name))
  const [light, first, second] = [enter('light'), enter('first'), enter('second')]
  light.hold(10)
  first.hold(40_000)
  second.hold(40_000)
  expect(gone).toEqual([])
  enter('third').hold(20_000)
  expect(gone).toEqual(['first'])
  first.hold(90_000)
  first.leave()
  second.complete(90_000)
  expect(gone).toEqual(['first', 'third'])
  second.leave()
  light.leave()
  expect(budget.held).toBe(0)
})
