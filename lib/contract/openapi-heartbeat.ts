type Json = Record<string, unknown>

const text = (description: string) => ({
  description,
  content: { 'text/plain': { schema: { type: 'string' } }, 'application/json': { schema: {} } },
})
const answers: Json = {
  200: {
    description: 'Committed. As text `OK`, and warnings as further lines; JSON if the client sends or accepts JSON.',
    content: {
      'text/plain': { schema: { type: 'string' } },
      'application/json': { schema: { $ref: '#/components/schemas/BeatAnswer' } },
    },
  },
  400: text('The path cannot be read; the sentence says which forms are allowed.'),
  404: text('There is no such key.'),
  405: text('Another method than GET, HEAD, POST and PUT, or one that the monitor does not allow.'),
  410: text('The monitor was deleted.'),
  429: text('Far too many beats; `Retry-After` says when to continue.'),
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

/** The JSON answer to a beat. */
export const beatAnswerSchema: Json = {
  type: 'object',
  required: ['ok', 'run', 'seq', 'warnings'],
  properties: {
    ok: { type: 'boolean' },
    run: { type: ['string', 'null'], description: 'The run of the beat; null: none.' },
    seq: { type: 'integer', description: 'The number of the beat within its monitor.' },
    dup: { type: 'boolean', description: 'The same beat was stored before with this idempotency key.' },
    coalesced: { type: 'boolean', description: 'Above the rate: it changed the state and has no row in the history.' },
    warnings: { type: 'array', items: { type: 'string' } },
  },
}
