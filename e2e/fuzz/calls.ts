import fc, { type Arbitrary } from 'fast-check'
import { HOSTILE } from '@/lib/base/testing/hostile-strings'
import { openApiDocument } from '@/lib/contract/openapi'
import { OPERATIONS } from '@/lib/contract/openapi-operations'
import type { Operation } from '@/lib/contract/operations/operation'
import { RATES } from '@/lib/contract/rates'
import { fromSchema, type Schema, type Schemas, surelyFromSchema } from './from-schema'

export type Who = 'writer' | 'reader' | 'owner' | 'other' | 'nobody'
/** Where an id in the path is from. */
export type Place = 'own' | 'foreign' | 'odd'

export interface Call {
  operation: Operation
  who: Who
  place: Place
  /** Chooses among the ids there are. */
  pick: number
  odd: string
  /** A list is sent as its name, once for each entry. */
  query: Record<string, string | string[]>
  /** Undefined: none is sent. */
  body?: unknown
  /** A body that is no such thing as the operation takes, as bytes: it has to be refused. */
  raw?: { text: string; type: string }
  /** A name of the query that is sent twice: it has to be refused. */
  twice?: string
}

interface Described {
  responses: Record<string, unknown>
  parameters: { name: string; in: string; schema: Schema }[]
  requestBody?: { content: { 'application/json': { schema: Schema } } }
}

const document = openApiDocument() as {
  paths: Record<string, Record<string, Described>>
  components: { schemas: Schemas }
}
const { schemas } = document.components

/** Whether the description of the API lists the status among the answers of the operation. */
export function isListed({ path, method }: Operation, status: number): boolean {
  return Object.hasOwn(document.paths[path]![method]!.responses, status)
}

const oddIds = fc.oneof(
  fc.constantFrom(...HOSTILE.map(({ text }) => text.slice(0, 300))),
  fc.constantFrom('mon_', 'none', '%', '%00', '..', '\u0000', 'x'.repeat(2_000)),
  fc.string({ maxLength: 30 }),
)

const JSON_TYPE = 'application/json'
const rawBodies = fc.constantFrom(
  { text: '{', type: JSON_TYPE },
  { text: '[]', type: JSON_TYPE },
  { text: 'null', type: JSON_TYPE },
  { text: '"x"', type: JSON_TYPE },
  { text: '{"name":"x","name":', type: JSON_TYPE },
  { text: '{"__proto__":{"a":1}}', type: JSON_TYPE },
  { text: '{"name":"x","schedule":{"type":"none","constructor":{}}}', type: JSON_TYPE },
  { text: `{"name":${'['.repeat(5_000)}${']'.repeat(5_000)}}`, type: JSON_TYPE },
  { text: `{${Array.from({ length: 1_500 }, (_, n) => `"k${n}":${n}`).join()}}`, type: JSON_TYPE },
  { text: `{"name":"${'x'.repeat(260_000)}"}`, type: JSON_TYPE },
  { text: '{"name":"x","graceSeconds":1e999}', type: JSON_TYPE },
  { text: '{"name":"x","schedule":{"type":"none"}}', type: 'text/plain' },
  { text: 'name=x', type: 'application/x-www-form-urlencoded' },
  { text: '{"name":"\\ud800\\u0000","schedule":{"type":"none"}}', type: JSON_TYPE },
  { text: '\ufeff{"name":"x"}garbage', type: JSON_TYPE },
)

/** A value as a query has it. A list without entries is not sent at all, and what is none is sent as one entry. */
function asSent(value: unknown, { isList }: { isList: boolean }): string | string[] {
  const text = (one: unknown) => (typeof one === 'string' ? one : JSON.stringify(one))
  return isList ? [value].flat().map(text) : text(value)
}

/** Calls of one operation, made from what the API's description says of it. */
function callsOf(operation: Operation): Arbitrary<Call> {
  const described = document.paths[operation.path]![operation.method]!
  const query = fc.dictionary(fc.constant('x'), fc.constant('x'), { maxKeys: 0 })
  const parameters = described.parameters.filter((parameter) => parameter.in === 'query')
  const known = fc.record(
    Object.fromEntries(
      parameters.map(({ name, schema }) => [
        name,
        fromSchema(schema, schemas).map((value) => asSent(value, { isList: schema.type === 'array' })),
      ]),
    ),
    { requiredKeys: [] },
  )
  const unknown = fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }), fc.string({ maxLength: 8 }), {
    minKeys: 1,
    maxKeys: 1,
  })
  const single = parameters.filter(({ schema: { type } }) => type !== 'array')
  const schema = described.requestBody?.content['application/json'].schema
  const body = schema ? fromSchema(schema, schemas) : fc.constant(undefined)
  const base = fc.record({
    operation: fc.constant(operation),
    who: fc.constantFrom<Who>('writer', 'writer', 'writer', 'writer', 'owner', 'owner', 'reader', 'other', 'nobody'),
    place: fc.constantFrom<Place>('own', 'own', 'own', 'foreign', 'odd'),
    pick: fc.nat(),
    odd: oddIds,
    query:
      parameters.length === 0 ? query : fc.oneof({ weight: 9, arbitrary: known }, { weight: 1, arbitrary: unknown }),
    body,
  })
  const twice =
    single.length === 0
      ? base
      : fc
          .tuple(base, fc.constantFrom(...single.map(({ name }) => name)))
          .map(([call, name]) => ({ ...call, twice: name }))
  const raw = schema ? fc.tuple(base, rawBodies).map(([call, bytes]) => ({ ...call, raw: bytes })) : base
  return fc.oneof(
    { weight: 16, arbitrary: base },
    { weight: 1, arbitrary: twice },
    { weight: 1, arbitrary: raw },
  ) as Arbitrary<Call>
}

/** Calls as they are meant to be: by who may, to what is there, without a query. */
function soundCallsOf(operation: Operation): Arbitrary<Call> {
  const schema = document.paths[operation.path]![operation.method]!.requestBody?.content['application/json'].schema
  return fc.record({
    operation: fc.constant(operation),
    who: fc.constantFrom<Who>('writer', 'owner'),
    place: fc.constant<Place>('own'),
    pick: fc.nat(),
    odd: fc.constant(''),
    query: fc.constant({}),
    body: schema ? surelyFromSchema(schema, schemas) : fc.constant(undefined),
  })
}

/** So many of each operation come first, before much is deleted: each is let through at least once, whatever the seed. */
const SOUND = 8

/** `total` calls over all operations, as many of each, in an order that mixes them. The same for the same seed. */
export function makeCalls(total: number, seed: number): Call[] {
  const each = Math.ceil(total / OPERATIONS.length)
  const lists = OPERATIONS.map((operation, n) => [
    ...fc.sample(soundCallsOf(operation), { numRuns: SOUND, seed: seed + n }),
    ...fc.sample(callsOf(operation), { numRuns: Math.min(each, mostCallsOf(operation)) - SOUND, seed: seed + n }),
  ])
  return Array.from({ length: each }, (_, n) => lists.flatMap((list) => list[n] ?? [])).flat()
}

/** Above the limit of a workspace, calls would be refused before anything else of them is looked at. */
function mostCallsOf({ rate }: Operation): number {
  return rate !== 'unlimited' && RATES[rate].isShared ? RATES[rate].calls : Number.POSITIVE_INFINITY
}
