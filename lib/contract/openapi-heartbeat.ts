type Json = Record<string, unknown>

const text = (description: string) => ({
  description,
  content: { 'text/plain': { schema: { type: 'string' } }, 'application/json': { schema: {} } },
})
const answers: Json = {
  200: {
    description: 'Committed. As text `OK`, and warnings as further lines; JSON where the client sends or accepts JSON.',
    content: {
      'text/plain': { schema: { type: 'string' } },
      'application/json': { schema: { $ref: '#/components/schemas/BeatAnswer' } },
    },
  },
  400: text('The path cannot be read: the sentence says what it may be.'),
  404: text('There is no such key.'),
  405: text('Another method than GET, HEAD, POST and PUT, or one that the monitor does not take.'),
  410: text('The monitor was deleted.'),
  429: text('Far too many beats; `Retry-After` says when to go on.'),
  503: text('The beat was not stored; `Retry-After` says when to try again.'),
}

const named = (name: string, description: string) => ({
  name,
  in: 'path',
  required: true,
  description,
  schema: { type: 'string' },
})
const key = named('key', 'The key of the monitor, or a purpose key: a secret.')
const signal = named(
  'signal',
  'start, progress, success, fail, log, a word that means one of these, or an exit status.',
)

function pathItem(id: string, parameters: Json[]): Json {
  const call = (method: string, body: boolean) => ({
    operationId: `${id}${method}`,
    tags: ['heartbeat'],
    summary: 'Send a beat',
    security: [],
    ...(body && {
      requestBody: {
        required: false,
        description: 'Fields as JSON or as a form, or the output of the job; see docs/protocol.md.',
        content: { '*/*': { schema: {} } },
      },
    }),
    responses: answers,
  })
  return {
    parameters,
    get: call('Get', false),
    head: call('Head', false),
    post: call('Post', true),
    put: call('Put', true),
  }
}

/** The heartbeat URLs, which need no API key: the key in the path is the secret. */
export const heartbeatPaths: Json = {
  '/api/v1/heartbeat/{key}': pathItem('sendBeatBy', [key]),
  '/api/v1/heartbeat/{key}/{signal}': pathItem('sendSignalBy', [key, signal]),
}

/** What a beat is answered in JSON. */
export const beatAnswerSchema: Json = {
  type: 'object',
  required: ['ok', 'run', 'seq', 'warnings'],
  properties: {
    ok: { type: 'boolean' },
    run: { type: ['string', 'null'], description: 'The run that the beat belongs to; null: to none.' },
    seq: { type: 'integer', description: 'The number of the beat within its monitor.' },
    dup: { type: 'boolean', description: 'The same beat was stored before under this idempotency key.' },
    coalesced: { type: 'boolean', description: 'Above the rate: it changed the state and is no row of its own.' },
    warnings: { type: 'array', items: { type: 'string' } },
  },
}
