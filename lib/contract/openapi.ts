import { z } from 'zod'
import { errorBody } from './error-body'
import { errorAnswers, errorComponents } from './openapi-errors'
import { beatAnswerSchema, heartbeatPaths } from './openapi-heartbeat'
import { OPERATIONS } from './openapi-operations'
import { isForPeople, type Operation } from './operations/operation'

type Json = Record<string, unknown>

/** The OpenAPI 3.1 description of the API, made from the schemas that read its requests. */
export function openApiDocument(): object {
  const schemas: Json = {}
  const paths: Record<string, Json> = {}
  for (const operation of OPERATIONS) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describe(operation, schemas) }
  }
  reference(errorBody, 'output', schemas)
  schemas.BeatAnswer = beatAnswerSchema
  return {
    openapi: '3.1.0',
    info: {
      title: 'Lubdub',
      version: '1',
      description:
        'Monitors, runs, channels and alerts. Beats themselves are sent to heartbeat URLs: see docs/protocol.md. A method that a path does not have is answered with 405, code `method_not_allowed`, and the allowed methods in `Allow`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ apiKey: [] }],
    tags: [...new Set(['heartbeat', ...OPERATIONS.map(({ tag }) => tag)])].map((name) => ({ name })),
    paths: { ...paths, ...heartbeatPaths },
    components: {
      securitySchemes: {
        apiKey: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API key: ldr_… may read, ldw_… may write, ldp_… may create monitors.',
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'lubdub.session',
          description: 'The session of a person who is signed in, in a request from a page of Lubdub.',
        },
      },
      responses: errorComponents(),
      schemas: Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1))),
    },
  }
}

function describe(operation: Operation, schemas: Json): Json {
  const { summary, tag, id, body, answer, status } = operation
  const isOpen = operation.permission === 'everybody'
  const isOfPeople = isForPeople(operation)
  const success: Json = { description: operation.answers }
  if (answer) success.content = json(reference(answer, 'output', schemas))
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(isOpen && { security: [] }),
    ...(isOfPeople && { security: [{ session: [] }] }),
    parameters: [...pathParameters(operation.path), ...queryParameters(operation.query)],
    ...(body && { requestBody: { required: true, content: json(reference(body, 'input', schemas)) } }),
    responses: {
      [status]: success,
      ...errorAnswers(operation),
    },
  }
}

const json = (schema: unknown) => ({ 'application/json': { schema } })

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
}

function queryParameters(query: z.ZodObject | undefined): Json[] {
  return Object.entries(query?.shape ?? {}).map(([name, schema]) => {
    const { description, ...rest } = plain(
      z.toJSONSchema(schema as z.ZodType, { io: 'output', unrepresentable: 'any' }),
    )
    return { name, in: 'query', required: false, ...(description ? { description } : {}), schema: rest }
  })
}

/** Adds a schema and the schemas in it to the components, and refers to it. */
function reference(schema: z.ZodType, io: 'input' | 'output', schemas: Json): Json {
  const id = z.globalRegistry.get(schema)?.id
  if (id === undefined) throw new Error(`A schema of the API has no id; add .meta({ id: 'ItsName' }) to it.`)
  const { $defs = {}, ...own } = z.toJSONSchema(schema, { io, target: 'draft-2020-12', override: withoutNoise })
  // A schema with an id is in the definitions, and the root then refers to it.
  const parts = { [id]: own, ...($defs as Json) }
  for (const [name, part] of Object.entries(parts)) schemas[name] ??= pointToComponents(plain(part))
  return { $ref: `#/components/schemas/${id}` }
}

/**
 * Removes useless details: the pattern behind a format, and the largest number of JavaScript. A default is described in
 * words: client generators read a field with `default` as a required one.
 */
function withoutNoise({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.default !== undefined) {
    const told = `Default: ${JSON.stringify(jsonSchema.default)}.`
    jsonSchema.description = jsonSchema.description ? `${jsonSchema.description} ${told}` : told
    delete jsonSchema.default
  }
  if (jsonSchema.format === 'date-time') delete jsonSchema.pattern
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
}

function plain(schema: unknown): Json {
  const { $schema: _, id: __, $id: ___, ...rest } = schema as Json
  return rest
}

function pointToComponents(schema: Json): Json {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/'))
}
