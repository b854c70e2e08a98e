import { expect, test } from 'vitest'
import { readJson } from './read-json'
import { readQuery } from './read-query'

const JSON_TYPE = 'application/json'

async function read(body: string, type: string | null = JSON_TYPE): Promise<unknown> {
  const headers = new Headers(type === null ? {} : { 'content-type': type })
  const request = new Request('http://localhost/x', { method: 'POST', headers, body: Buffer.from(body) })
  try {
    return await readJson(request)
  } catch (error) {
    const { code, message } = error as { code: string; message: string }
    return `${code}: ${message}`
  }
}

const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
const wide = (keys: number) => JSON.stringify(Object.fromEntries(Array.from({ length: keys }, (_, n) => [`k${n}`, n])))

test('a JSON object is read, and an empty body is an empty object', async () => {
  expect(await read('{"a":1}')).toEqual({ a: 1 })
  expect(await read('{"a":1}', 'application/json; charset=utf-8')).toEqual({ a: 1 })
  expect(await read('{"a":1}', 'application/merge-patch+json')).toEqual({ a: 1 })
  expect(await read('', null)).toEqual({})
})

test.each([
  null,
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain; application/json',
  'application/jsonp',
])('a body sent as %j is not read as JSON: forms of other sites can send that', async (type) => {
  expect(await read('{"a":1}', type)).toMatch(/^unsupported: .*application\/json/)
})

test('JSON nested more than 20 levels deep, or with more than 1,000 keys, is refused', async () => {
  expect(await read(deep(20))).toBeTypeOf('object')
  expect(await read(deep(21))).toMatch(/^invalid: .*20 levels/)
  expect(await read(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)).toMatch(/^invalid: .*20 levels/)
  expect(await read(wide(1_000))).toBeTypeOf('object')
  expect(await read(wide(1_001))).toMatch(/^invalid: .*1000 keys/)
  expect(await read(`{"list":[${Array.from({ length: 1_001 }, () => '{"a":1}').join()}]}`)).toMatch(
    /^invalid: .*1000 keys/,
  )
})

test.each(['__proto__', 'constructor', 'prototype'])('a key %s is refused, however deep', async (name) => {
  expect(await read(`{"${name}":{"isAdmin":true}}`)).toMatch(/^invalid: .*no request needs/)
  expect(await read(`{"a":[{"b":{"${name}":1}}]}`)).toMatch(/^invalid: .*no request needs/)
  expect(await read(`{"\\u${name.charCodeAt(0).toString(16).padStart(4, '0')}${name.slice(1)}":1}`)).toMatch(/^invalid/)
  expect({}).not.toHaveProperty('isAdmin')
})

test('numbers that are too large, broken UTF-8 and more than 256 kB are refused', async () => {
  expect(await read('{"a":1e999}')).toMatch(/^invalid: .*number/)
  expect(await read(`{"a":${'9'.repeat(400)}}`)).toMatch(/^invalid: .*number/)
  expect(await read(`{"a":"${'x'.repeat(256_000)}"}`)).toMatch(/^too_large/)
  const broken = new Request('http://localhost/x', { method: 'POST', body: new Uint8Array([0x7b, 0xff, 0x7d]) })
  await expect(readJson(broken)).rejects.toMatchObject({ code: 'invalid' })
})

test('a body without a length is counted while it comes', async () => {
  let sent = 0
  const body = new ReadableStream({
    pull(controller) {
      sent += 64_000
      controller.enqueue(new Uint8Array(64_000))
    },
  })
  const init = { method: 'POST', headers: { 'content-type': JSON_TYPE }, body, duplex: 'half' } as RequestInit
  await expect(readJson(new Request('http://localhost/x', init))).rejects.toMatchObject({ code: 'too_large' })
  expect(sent).toBeLessThan(1_000_000)
})

test('a caller that goes away in the middle of a body is not reported like a database that is away', async () => {
  const body = new ReadableStream({
    pull(controller) {
      controller.error(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }))
    },
  })
  const init = { method: 'POST', headers: { 'content-type': JSON_TYPE }, body, duplex: 'half' } as RequestInit
  await expect(readJson(new Request('http://localhost/x', init))).rejects.toMatchObject({ code: 'invalid' })
})

const query = (text: string) => readQuery(`http://localhost/x?${text}`).query

test('a query is read; a repeated name is refused, and so are a NUL and too many names', () => {
  expect(query('a=1&b=')).toEqual({ a: '1', b: '' })
  expect(() => query('limit=1&limit=200')).toThrow('The query has "limit" more than once; send it once.')
  expect(() => query('limit=1&%6cimit=200')).toThrow('more than once')
  expect(() => query('a=%00')).toThrow('NUL')
  expect(() => query(Array.from({ length: 51 }, (_, n) => `q${n}=1`).join('&'))).toThrow('at most 50')
  expect(() => query('__proto__=1')).toThrow('no request needs')
  expect(query('constructor=1')).toEqual({ constructor: '1' })
})

test('what may come more than once is a list, in its order, and read as carefully', () => {
  const read = (text: string) => readQuery(`http://localhost/x?${text}`, ['tag'])
  expect(read('tag=b&limit=1&tag=a&tag=')).toEqual({ query: { limit: '1' }, lists: { tag: ['b', 'a', ''] } })
  expect(read('')).toEqual({ query: {}, lists: {} })
  expect(() => read('tag=a%00')).toThrow('NUL')
  expect(() => read('tag=a&limit=1&limit=2')).toThrow('more than once')
})
