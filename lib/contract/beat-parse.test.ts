import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Signal } from '@/lib/core/types'
import { parseBeat } from './beat-parse'
import { type BeatRequest, OUTPUT_LIMIT } from './beat-request'
import { meaningOf } from './said'
import { readSignal } from './signal-words'

function call(change: Partial<Omit<BeatRequest, 'body'>> & { body?: string | Buffer } = {}): BeatRequest {
  const { body = '', ...rest } = change
  return {
    path: null,
    query: '',
    contentType: '',
    bodyTruncated: false,
    idempotencyHeader: null,
    traceparent: null,
    ...rest,
    body: Buffer.from(body),
  }
}

/** The meaning of a call on the main key, or on a purpose key. */
function meant(request: BeatRequest, bound: Signal | null = null) {
  const { fields, warnings } = parseBeat(request)
  const isPart = fields.step !== null || fields.shard !== null
  const meaning = meaningOf(fields.said, { bound, isPart })
  return { fields, signal: meaning.signal, trouble: meaning.trouble, warnings: [...warnings, ...meaning.warnings] }
}

const FORM = 'application/x-www-form-urlencoded'

describe('signals', () => {
  it.each([
    ['start', 'start'],
    ['run', 'start'],
    ['begin', 'start'],
    ['progress', 'progress'],
    ['success', 'success'],
    ['complete', 'success'],
    ['finish', 'success'],
    ['done', 'success'],
    ['ok', 'success'],
    ['fail', 'fail'],
    ['failure', 'fail'],
    ['error', 'fail'],
    ['log', 'log'],
    ['0', 'success'],
    ['1', 'fail'],
    ['255', 'fail'],
    ['SUCCESS', 'success'],
  ])('%s means %s', (word, signal) => {
    expect(readSignal(word)?.signal).toBe(signal)
  })

  it.each(['0x0', 'starts', '', '1.5', '__proto__', 'constructor'])('%j is no signal', (word) => {
    expect(readSignal(word)).toBeNull()
  })
})

describe('fields', () => {
  const sent = {
    run: 'r-1',
    step: 'load',
    shard: '3',
    done: '5',
    total: '10',
    add: '2',
    unit: 'rows',
    attempt: '2',
    message: 'hi',
  }
  const read = {
    runKey: 'r-1',
    step: 'load',
    shard: '3',
    done: 5,
    total: 10,
    add: 2,
    unit: 'rows',
    attempt: 2,
    message: 'hi',
  }

  it('mean the same in the query, a form and JSON', () => {
    const text = new URLSearchParams(sent).toString()
    expect(parseBeat(call({ query: text })).fields).toMatchObject(read)
    expect(parseBeat(call({ body: text, contentType: FORM })).fields).toMatchObject(read)
    expect(parseBeat(call({ body: JSON.stringify(sent), contentType: 'application/json' })).fields).toMatchObject(read)
  })

  it('of a body have priority over those of the query', () => {
    const { fields } = parseBeat(call({ query: 'done=1&total=9', body: 'done=2', contentType: FORM }))
    expect(fields).toMatchObject({ done: 2, total: 9 })
  })

  it('may name the signal; the path has priority', () => {
    expect(meant(call({ query: 'status=fail' })).signal).toBe('fail')
    const both = meant(call({ path: { signal: 'start', exit: null }, query: 'status=success' }))
    expect(both.signal).toBe('start')
    expect(both.warnings).toEqual(['Status says "success"; the URL counts.'])
  })

  it('can have an exit status that counts as the signal when there is none', () => {
    expect(meant(call({ query: 'exit=3' }))).toMatchObject({ signal: 'fail', fields: { exit: 3 } })
    expect(meant(call({ query: 'exit=0' }))).toMatchObject({ signal: 'success', fields: { exit: 0 } })
    expect(meant(call({ path: { signal: 'fail', exit: 7 } }))).toMatchObject({ signal: 'fail', fields: { exit: 7 } })
  })

  it.each([
    ['done=many', 'done must be a number from 0 to 1000000000000000; dropped.'],
    ['done=-1', 'done must be a number from 0 to 1000000000000000; dropped.'],
    ['attempt=1.5', 'attempt must be a whole number from 1 to 10000; dropped.'],
    ['shards=0', 'shards must be a whole number from 1 to 100000; dropped.'],
    ['colour=red', 'There is no field colour; dropped.'],
    ['done=1&done=2', 'done is given twice; the first counts.'],
    ['metric.rows=lots', 'metric rows must be a number; dropped.'],
  ])('%s is dropped with a warning, never refused', (query, warning) => {
    const { fields, warnings } = parseBeat(call({ query }))
    expect(warnings).toEqual([warning])
    expect(fields.done === null || fields.done === 1).toBe(true)
  })

  it('that are too long are cut with a warning', () => {
    const { fields, warnings } = parseBeat(call({ query: `message=${'x'.repeat(3_000)}` }))
    expect(fields.message).toHaveLength(2_000)
    expect(warnings).toEqual(['message is longer than 2000 characters; cut.'])
  })

  it('take metrics as an object or one by one', () => {
    expect(parseBeat(call({ query: 'metric.rows=5&metric.mb=1.5' })).fields.metrics).toEqual({ rows: 5, mb: 1.5 })
    const body = '{"metrics":{"rows":5,"__proto__":1,"bad":"x"}}'
    expect(parseBeat(call({ body, contentType: 'application/json' })).fields.metrics).toEqual({ rows: 5 })
  })

  it('keep an idempotency key of any form, the header before the field', () => {
    expect(parseBeat(call({ query: 'idem=a-1' })).fields.idempotencyKey).toBe('a-1')
    expect(parseBeat(call({ query: 'idem=a-1', idempotencyHeader: 'h' })).fields.idempotencyKey).toBe('h')
    const long = parseBeat(call({ idempotencyHeader: 'é'.repeat(500) })).fields.idempotencyKey
    expect(long).toMatch(/^[A-Za-z0-9_-]{43}$/)
  })
})

describe('bodies', () => {
  it('of any other kind are the output', () => {
    const { fields, warnings } = parseBeat(call({ body: 'line 1\nline 2', contentType: 'text/plain' }))
    expect(fields).toMatchObject({ output: 'line 1\nline 2', outputTruncated: false })
    expect(warnings).toEqual([])
  })

  it('that curl declares as a form are JSON, a form or output by their content', () => {
    expect(parseBeat(call({ body: '{"done":5}', contentType: FORM })).fields).toMatchObject({ done: 5, output: null })
    expect(parseBeat(call({ body: 'done=5', contentType: FORM })).fields).toMatchObject({ done: 5, output: null })
    const log = 'error: x=1\nline 2'
    expect(parseBeat(call({ body: log, contentType: FORM })).fields).toMatchObject({ done: null, output: log })
    expect(parseBeat(call({ body: 'exit code was 3', contentType: FORM })).fields.output).toBe('exit code was 3')
  })

  it('that are declared as JSON and cannot be read are kept as output, and are a failure', () => {
    const { fields, signal, trouble } = meant(call({ body: '{"done":', contentType: 'application/json' }))
    expect([fields.output, signal]).toEqual(['{"done":', 'fail'])
    expect(trouble).toMatch(/^The body should be JSON and cannot be read; counted as a failure\./)
  })

  it('that were cut are marked so', () => {
    const { fields, warnings } = parseBeat(call({ body: 'tail', bodyTruncated: true }))
    expect(fields).toMatchObject({ output: 'tail', outputTruncated: true })
    expect(warnings).toEqual([`The output is longer than ${OUTPUT_LIMIT} bytes; its end is kept.`])
  })

  it('lose what PostgreSQL cannot store', () => {
    expect(parseBeat(call({ body: 'a\0b' })).fields.output).toBe('ab')
    expect(parseBeat(call({ body: Buffer.from([0x61, 0xff, 0x62]) })).fields.output).toBe('a\ufffdb')
  })
})

it('no input makes it throw, and all kept values can be stored', () => {
  const type = fc.constantFrom('', FORM, 'application/json', 'text/plain', 'application/vnd.x+json')
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.uint8Array({ maxLength: 400 }),
      type,
      fc.boolean(),
      (query, body, contentType, bodyTruncated) => {
        const { fields, warnings } = parseBeat(call({ query, body: Buffer.from(body), contentType, bodyTruncated }))
        const { trouble } = meaningOf(fields.said, { bound: null, isPart: false })
        const texts = [...Object.values(fields), ...warnings, trouble].filter((v): v is string => typeof v === 'string')
        for (const text of texts) expect(!text.includes('\0') && text.isWellFormed()).toBe(true)
      },
    ),
    { numRuns: 2_000 },
  )
}, 30_000)

it('with JSON of any shape the beat counts', () => {
  fc.assert(
    fc.property(fc.json(), (body) => {
      const { fields } = parseBeat(call({ body, contentType: 'application/json' }))
      for (const value of Object.values(fields))
        expect(value === null || typeof value !== 'object' || value.constructor === Object).toBe(true)
      expect(['success', 'fail', 'log', 'start', 'progress']).toContain(meant(call({ body })).signal)
    }),
    { numRuns: 1_000 },
  )
}, 30_000)
