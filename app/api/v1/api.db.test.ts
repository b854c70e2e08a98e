import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { newId } from '@/lib/base/ids'
import { toPublicId } from '@/lib/contract/ids'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { serveDatabase } from '@/lib/http/testing/serve-database'
import { createPeople, type People, TEST_BASE_URL } from '@/lib/services/testing/people'
import * as channelRoute from './channels/[channelId]/route'
import * as channelsRoute from './channels/route'
import * as deliveriesRoute from './deliveries/route'
import * as incidentsRoute from './incidents/route'
import * as membersRoute from './members/route'
import * as pauseRoute from './monitors/[monitorId]/pause/route'
import * as monitorRoute from './monitors/[monitorId]/route'
import * as runsRoute from './monitors/[monitorId]/runs/route'
import * as monitorsRoute from './monitors/route'
import * as openApiRoute from './openapi.json/route'
import * as previewRoute from './schedules/preview/route'
import * as usageRoute from './usage/route'
import * as workspaceRoute from './workspace/route'

let database: TestDatabase
let people: People
let stop: () => Promise<void>

beforeAll(async () => {
  database = await createTestDatabase()
  people = await createPeople(database)
  stop = serveDatabase(database)
})

afterAll(async () => {
  await Promise.all([stop(), people.end()])
  await database.drop()
})

type Handler = (request: Request, route: { params: Promise<never> }) => Promise<Response>

interface Call {
  token?: string | null
  body?: unknown
  params?: Record<string, string>
  query?: string
}

async function call(handler: unknown, { token = people.tokens.write, body, params = {}, query = '' }: Call = {}) {
  const request = new Request(`${TEST_BASE_URL}/api/v1/x${query}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
    body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
  })
  const response = await (handler as Handler)(request, { params: Promise.resolve(params as never) })
  const text = await response.text()
  return { status: response.status, headers: response.headers, json: text ? JSON.parse(text) : null }
}

const nightly = { name: 'nightly-etl', schedule: { type: 'cron', expression: '0 2 * * *', timezone: 'Europe/Berlin' } }

test('a monitor is created, read, changed, paused and deleted', async () => {
  const created = await call(monitorsRoute.POST, { body: nightly })
  expect(created).toMatchObject({ status: 201, json: { id: expect.stringMatching(/^mon_/), status: 'new' } })
  expect(created.json.heartbeatUrl).toContain('/api/v1/heartbeat/ldb_')
  const params = { monitorId: created.json.id }
  expect(created.headers.get('location')).toBe(`/api/v1/monitors/${params.monitorId}`)
  expect(created.headers.get('cache-control')).toBe('private, no-store')

  expect((await call(monitorRoute.GET, { params })).json).toEqual(created.json)
  expect((await call(monitorsRoute.GET)).json.data).toEqual([{ ...created.json, latestRun: null }])
  expect(await call(monitorRoute.PATCH, { params, body: { graceSeconds: 9 } })).toMatchObject({
    json: { graceSeconds: 9 },
  })
  expect(await call(pauseRoute.POST, { params, body: '' })).toMatchObject({ status: 200, json: { status: 'paused' } })
  expect((await call(runsRoute.GET, { params })).json).toEqual({ data: [], nextCursor: null })
  expect(await call(monitorRoute.DELETE, { params })).toMatchObject({ status: 204, json: null })
  expect(await call(monitorRoute.GET, { params })).toMatchObject({
    status: 404,
    json: { error: { code: 'not_found', message: 'There is no such monitor.', field: null } },
  })
})

test('the secret of a webhook is shown only once', async () => {
  const body = { kind: 'webhook', name: 'ops', config: { url: 'https://example.com/hook' } }
  const { status, json } = await call(channelsRoute.POST, { body })
  expect({ status, secret: json.secret }).toEqual({ status: 201, secret: expect.stringMatching(/^whsec_/) })
  const got = await call(channelRoute.GET, { params: { channelId: json.id } })
  expect(got.json).not.toHaveProperty('secret')
  expect(JSON.stringify((await call(channelsRoute.GET)).json)).not.toContain('whsec_')
})

test('lists of alerts are pages', async () => {
  expect((await call(incidentsRoute.GET)).json).toEqual({ data: [], nextCursor: null })
  expect((await call(deliveriesRoute.GET, { query: '?state=dead' })).json).toEqual({ data: [], nextCursor: null })
})

test('an unknown name in the query is refused, on lists and on single objects alike', async () => {
  const { json } = await call(monitorsRoute.POST, { body: { ...nightly, name: 'queried' } })
  const params = { monitorId: json.id }
  for (const [handler, given] of [
    [monitorRoute.GET, { params }],
    [pauseRoute.POST, { params, body: '' }],
    [monitorsRoute.GET, {}],
    [runsRoute.GET, { params }],
    [workspaceRoute.GET, {}],
    [usageRoute.GET, {}],
  ] as const) {
    const refused = await call(handler, { ...given, query: '?expand=all' })
    expect(refused).toMatchObject({ status: 400, json: { error: { code: 'invalid', field: 'expand' } } })
  }
  expect((await call(monitorRoute.GET, { params })).json.status).toBe('new')
  const cursor = await call(monitorsRoute.GET, { query: '?cursor=zzz' })
  expect(cursor).toMatchObject({ status: 400, json: { error: { code: 'invalid', field: 'cursor' } } })
})

test('an error names its field', async () => {
  const refused = async (body: unknown) => (await call(monitorsRoute.POST, { body })).json.error
  expect(await refused({ ...nightly, graceSeconds: -1 })).toEqual({
    code: 'invalid',
    field: 'graceSeconds',
    message: 'Grace must be between 0 and 31536000 seconds; got -1.',
  })
  expect(await refused({ ...nightly, foo: 1 })).toMatchObject({ code: 'invalid', field: 'foo' })
  expect(await refused({ ...nightly, channels: ['chn_none'] })).toMatchObject({ code: 'invalid', field: 'channels' })
  expect(await refused('{"name":')).toMatchObject({ code: 'invalid', field: null })
  expect(await refused('[]')).toMatchObject({ code: 'invalid', field: null })
  expect(await refused('{"name":"a","schedule":{"type":"none"},"__proto__":{"x":1}}')).toMatchObject({
    code: 'invalid',
  })
  const query = '?limit=1000'
  expect(await call(monitorsRoute.GET, { query })).toMatchObject({ status: 400, json: { error: { field: 'limit' } } })
})

test('a decompression bomb is refused without being decompressed', async () => {
  const deep = `{"name":${'['.repeat(100_000)}${']'.repeat(100_000)}}`
  expect(await call(monitorsRoute.POST, { body: deep })).toMatchObject({ status: 400 })
  const large = JSON.stringify({ name: 'x'.repeat(300_000) })
  expect(await call(monitorsRoute.POST, { body: large })).toMatchObject({
    status: 413,
    json: { error: { code: 'too_large' } },
  })
})

test('without a key, or with one that is unknown, revoked or expired, there is no access', async () => {
  const add = async (token: string, change: object) => {
    const { workspaceId, keyring } = people.ada
    const { prisma } = people
    const hash = new Uint8Array(keyring.hash(token))
    await prisma.apiKey.create({
      data: { workspaceId, id: newId(), name: token, access: 'write', hash, prefix: 'ldw_', ...change },
    })
    return token
  }
  const tokens = [
    null,
    'ldw_unknown',
    await add('ldw_revoked', { revokedAt: new Date() }),
    await add('ldw_expired', { expiresAt: new Date(Date.now() - 1000) }),
  ]
  for (const token of tokens) {
    const answer = await call(monitorsRoute.GET, { token })
    expect(answer).toMatchObject({ status: 401, json: { error: { code: 'unauthenticated' } } })
    expect(answer.headers.get('www-authenticate')).toContain('Bearer')
  }
})

test('a read key can read and preview, and changes nothing', async () => {
  const token = people.tokens.read
  expect(await call(monitorsRoute.GET, { token })).toMatchObject({ status: 200 })
  const preview = await call(previewRoute.POST, {
    token,
    body: { schedule: { type: 'interval', seconds: 60 }, count: 2 },
  })
  expect(preview).toMatchObject({ status: 200, json: { times: [expect.any(String), expect.any(String)] } })
  const params = { monitorId: 'mon_any' }
  for (const [handler, body] of [
    [monitorsRoute.POST, nightly],
    [monitorRoute.PATCH, {}],
    [monitorRoute.DELETE, ''],
    [channelsRoute.POST, {}],
  ] as const) {
    expect(await call(handler, { token, body, params })).toMatchObject({
      status: 403,
      json: { error: { code: 'read_only' } },
    })
  }
})

test('the use of a key is stored at most once in ten minutes', async () => {
  const { prisma } = people
  const lastUse = async () => (await prisma.apiKey.findFirstOrThrow({ where: { name: 'write' } })).lastUsedAt
  await call(monitorsRoute.GET)
  const first = await lastUse()
  await call(monitorsRoute.GET)
  expect(first).not.toBeNull()
  expect(await lastUse()).toEqual(first)
})

test('the description of the API is open to everybody', async () => {
  expect(await call(openApiRoute.GET, { token: null })).toMatchObject({ status: 200, json: { openapi: '3.1.0' } })
})

test('a key reads its workspace and the usage, and neither changes it nor sees its people', async () => {
  for (const token of [people.tokens.read, people.tokens.write]) {
    expect(await call(workspaceRoute.GET, { token })).toMatchObject({
      status: 200,
      json: { id: toPublicId('wsp', people.ada.workspaceId), name: 'Analytical Engines', deleteAfter: null },
    })
    const usage = await call(usageRoute.GET, { token })
    expect(usage).toMatchObject({ status: 200, json: { members: { used: 3, limit: null } } })
    expect(usage.json.beats).toHaveLength(30)
    for (const refused of [
      await call(workspaceRoute.PATCH, { token, body: { name: 'mine' } }),
      await call(membersRoute.GET, { token }),
    ])
      expect(refused).toMatchObject({ status: 403, json: { error: { code: 'forbidden' } } })
  }
  for (const handler of [workspaceRoute.GET, usageRoute.GET, membersRoute.GET])
    expect(await call(handler, { token: null })).toMatchObject({ status: 401 })
})

test('a workspace at its quota gets 409 and the code quota', async () => {
  vi.stubEnv('LUBDUB_QUOTA_MONITORS', '1')
  await call(monitorsRoute.POST, { body: nightly })
  const refused = await call(monitorsRoute.POST, { body: nightly })
  vi.unstubAllEnvs()
  expect(refused).toMatchObject({ status: 409, json: { error: { code: 'quota', field: null } } })
})

test('monitors are asked for by tags, as many times as there are tags, and by nothing else twice', async () => {
  for (const tags of [['prod', 'eu'], ['prod'], []]) {
    await call(monitorsRoute.POST, { body: { ...nightly, name: `tagged ${tags}`, tags } })
  }
  const list = async (query: string, token = people.tokens.read) => call(monitorsRoute.GET, { query, token })
  const names = ({ json }: { json: { data: { name: string }[] } }) => json.data.map(({ name }) => name)
  expect(names(await list('?tag=PROD'))).toEqual(['tagged prod,eu', 'tagged prod'])
  expect(names(await list('?tag=prod&tag=eu&limit=5'))).toEqual(['tagged prod,eu'])
  expect(names(await list('?tag='))).toEqual([])
  const twice = await list('?tag=prod&query=a&query=b')
  expect(twice).toMatchObject({ status: 400, json: { error: { code: 'invalid', field: 'query' } } })
  const long = await list(`?tag=prod&tag=${'x'.repeat(101)}`)
  expect(long).toMatchObject({ status: 400, json: { error: { code: 'invalid', field: 'tag.1' } } })
  const refused = await call(monitorsRoute.POST, { body: { ...nightly, tags: ['a\nb'] } })
  const message = 'Tag must not contain control characters, such as line breaks or tabs.'
  expect(refused).toMatchObject({ status: 400, json: { error: { code: 'invalid', field: 'tags.0', message } } })
  expect(
    await call(monitorsRoute.POST, { body: { ...nightly, tags: ['a'] }, token: people.tokens.read }),
  ).toMatchObject({ status: 403, json: { error: { code: 'read_only' } } })
})
