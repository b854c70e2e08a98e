import fc, { type Arbitrary } from 'fast-check'
import { HOSTILE } from '@/lib/base/testing/hostile-strings'

export interface Schema {
  $ref?: string
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  format?: string
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
}

export type Schemas = Record<string, Schema>

const hostile = fc.constantFrom(...HOSTILE.map(({ text }) => text))

/** Invalid values: wrong types, sizes, numbers at limits, hostile texts. */
const odd: Arbitrary<unknown> = fc.oneof(
  hostile,
  fc.constantFrom<unknown>(null, true, false, '', 0, -1, 1.5, 2 ** 53, -(2 ** 31), 1e308, [], {}, [[]], ['x'], {
    a: 1,
  }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.double({ noNaN: true }),
  fc.jsonValue({ maxDepth: 3 }),
)

/** The target of a message: nothing listens there. */
const urls = fc.constantFrom('http://127.0.0.1:4999/hook', 'https://[::1]:4999/x?y=z', 'http://localhost:4999')
const addresses = fc.constantFrom('ada@example.com', 'ben+tag@example.com')
const words = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }) },
  { weight: 2, arbitrary: hostile },
  {
    weight: 2,
    arbitrary: fc.constantFrom('0 2 * * *', '*/5 * * * *', 'hourly', 'Mon..Fri *-*-* 02:00', 'UTC', 'Europe/Berlin'),
  },
  { weight: 1, arbitrary: addresses },
  { weight: 1, arbitrary: urls },
)

/** Values that mostly fit a schema of the API's description: one field in nine does not. */
export function fromSchema(schema: Schema, schemas: Schemas, depth = 0): Arbitrary<unknown> {
  if (depth > 8) return fc.constant(null)
  return fc.oneof({ weight: 8, arbitrary: fitting(schema, schemas, depth) }, { weight: 1, arbitrary: odd })
}

/** Values that fit a schema down to the last field, and are mostly let through. */
export function surelyFromSchema(schema: Schema, schemas: Schemas): Arbitrary<unknown> {
  return fitting(schema, schemas, 0, true)
}

/** With `isStrict` all of it fits, down to the last field. */
function fitting(schema: Schema, schemas: Schemas, depth: number, isStrict = false): Arbitrary<unknown> {
  if (schema.$ref) return fitting(schemas[schema.$ref.split('/').at(-1)!] ?? {}, schemas, depth + 1, isStrict)
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return fc.oneof(...choices.map((choice) => fitting(choice, schemas, depth + 1, isStrict)))
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  switch (type) {
    case 'string':
      return textOf(schema)
    case 'integer':
      return fc.integer({
        min: Math.max(schema.minimum ?? -1_000, -1e9),
        max: Math.min(schema.maximum ?? 100_000, 1e9),
      })
    case 'number':
      return fc.double({ min: schema.minimum ?? -1e9, max: schema.maximum ?? 1e9, noNaN: true })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array': {
      const { minItems = 0, maxItems = 4 } = schema
      const item = isStrict
        ? fitting(schema.items ?? {}, schemas, depth + 1, true)
        : fromSchema(schema.items ?? {}, schemas, depth + 1)
      return fc.array(item, { minLength: minItems, maxLength: Math.max(minItems, Math.min(maxItems, 4)) })
    }
    case 'object':
      return objectOf(schema, schemas, { depth, isStrict })
    default:
      return odd
  }
}

function textOf({ format, maxLength }: Schema): Arbitrary<string> {
  if (format === 'date-time') {
    return fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }).map((date) => date.toISOString())
  }
  if (format === 'uri') return urls
  return words.map((text) => (maxLength === undefined ? text : text.slice(0, maxLength)))
}

// What a text of this name has to be, to be let through now and then.
const KNOWN: Record<string, Arbitrary<unknown>> = {
  expression: fc.constantFrom('0 2 * * *', '*/5 * * * *', '30 1 * * 1-5'),
  timezone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York'),
  locale: fc.constantFrom('en', 'de-CH', 'ja'),
  defaultChannelId: fc.constant(null),
  channels: fc.constant([]),
  allowedAddresses: fc.constantFrom([], ['10.0.0.0/8'], ['192.0.2.7', '2001:db8::/32']),
  name: fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 40 }).map((text) => `job ${text}`),
  family: fc.constantFrom('etl', 'backup', null),
  runbook: fc.constantFrom('https://wiki.example.com/etl', null),
  step: fc.constantFrom('extract', 'transform', 'load'),
  ofStep: fc.constantFrom('extract', null),
  label: fc.constantFrom('START_KEY', 'FAILURE_KEY'),
  expiresAt: fc.constantFrom('2099-01-01T00:00:00.000Z', null),
  overlapSeconds: fc.constantFrom(0, 60, 3_600),
  to: fc.array(addresses, { minLength: 1, maxLength: 3 }),
  config: fc.oneof(fc.record({ url: urls }), fc.record({ to: fc.array(addresses, { minLength: 1, maxLength: 3 }) })),
}

function objectOf(
  { properties = {}, required = [] }: Schema,
  schemas: Schemas,
  { depth, isStrict }: { depth: number; isStrict: boolean },
): Arbitrary<unknown> {
  const record = (field: (name: string, schema: Schema) => Arbitrary<unknown>, requiredKeys: string[]) =>
    fc.record(Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, field(name, schema)])), {
      requiredKeys: requiredKeys.filter((name) => name in properties),
    })
  const fits = (name: string, schema: Schema) =>
    Object.hasOwn(KNOWN, name) ? KNOWN[name]! : fitting(schema, schemas, depth + 1, true)
  if (isStrict && required.length > 0) return record(fits, required)
  if (isStrict) {
    // Of an object whose fields may all be left out, as in a change, one or two: of many some contradict each other or
    // what is stored.
    const all = Object.entries(properties)
    return fc
      .subarray(all, { minLength: Math.min(1, all.length), maxLength: Math.min(2, all.length) })
      .chain((chosen) => fc.record(Object.fromEntries(chosen.map(([name, schema]) => [name, fits(name, schema)]))))
  }
  const mayNotFit = (_: string, schema: Schema) => fromSchema(schema, schemas, depth + 1)
  const wild = record(mayNotFit, required)
  const extra = fc.dictionary(fc.oneof(hostile, fc.string()), odd, { maxKeys: 2 })
  return fc.oneof(
    { weight: 5, arbitrary: record(fits, required) },
    { weight: 3, arbitrary: wild },
    { weight: 1, arbitrary: record(mayNotFit, []) },
    { weight: 1, arbitrary: fc.tuple(wild, extra).map(([a, b]) => ({ ...b, ...(a as object) })) },
  )
}
