import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { toPublicId } from '@/lib/contract/ids'
import { OPERATIONS } from '@/lib/contract/openapi-operations'
import type { Operation } from '@/lib/contract/operations/operation'
import { uuidOf } from '@/lib/contract/testing/uuid-of'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { callOperation, makeTargets, paramsOf, type Targets } from '@/lib/http/testing/operation-calls'
import { serveDatabase } from '@/lib/http/testing/serve-database'
import { addSession } from '@/lib/http/testing/session-cookie'
import { revokeApiKey } from '@/lib/services/api-keys/revoke-api-key'
import { createChannel } from '@/lib/services/channels/create-channel'
import { deleteChannel } from '@/lib/services/channels/delete-channel'
import { deleteHeartbeatKey } from '@/lib/services/keys/delete-heartbeat-key'
import { disableHeartbeatKey } from '@/lib/services/keys/disable-heartbeat-key'
import { deleteMonitor } from '@/lib/services/monitors/delete-monitor'
import { createPeople, type People } from '@/lib/services/testing/people'

let database: TestDatabase
let people: People
let stop: () => Promise<void>
let headers: Record<string, string>

beforeAll(async () => {
  database = await createTestDatabase()
  people = await createPeople(database)
  stop = serveDatabase(database)
  const { ada, prisma } = people
  const userId = ada.actor.kind === 'user' ? ada.actor.userId : ''
  const { name, value } = await addSession({ prisma, keyring: ada.keyring }, userId)
  headers = { cookie: `${name}=${value}`, 'sec-fetch-site': 'same-origin' }
})

afterAll(async () => {
  await Promise.all([stop(), people.end()])
  await database.drop()
})

interface WrongState {
  /** Brings about the state. */
  given?: (targets: Targets) => Promise<unknown> | unknown
  /** Other ids for the path, or another body, than those that are right. */
  asked?: (targets: Targets) => Promise<{ ids?: Partial<Targets>; text?: string }>
  code: 'not_found' | 'conflict' | 'quota' | 'invalid'
}

const ada = () => ({ ...people.ada, now: new Date() })
const full = (what: string) => () => vi.stubEnv(`LUBDUB_QUOTA_${what}`, '1')
const withoutMonitor: WrongState = {
  given: ({ monitorId }) => deleteMonitor(ada(), { monitorId }),
  code: 'not_found',
}
const withoutChannel: WrongState = {
  given: ({ channelId }) => deleteChannel(ada(), { channelId }),
  code: 'not_found',
}
const withoutKey: WrongState = {
  given: ({ monitorId, keyId }) => deleteHeartbeatKey(ada(), { monitorId, keyId }),
  code: 'not_found',
}

async function mainKeyOf({ monitorId }: Targets) {
  const where = { monitorId: uuidOf(monitorId), signal: null }
  const { id } = await people.prisma.heartbeatKey.findFirstOrThrow({ where })
  return { ids: { keyId: toPublicId('hbk', id) } }
}

async function mailChannel() {
  const settings = { ...people.ada.settings, smtpUrl: 'smtp://127.0.0.1:9' }
  const channel = { kind: 'email', name: 'on call', config: { to: ['ada@example.com'] } }
  return { ids: { channelId: (await createChannel({ ...ada(), settings }, channel)).id } }
}

/** The state in which each operation that changes something must not do so, and what it answers. */
const WRONG: Record<string, WrongState> = {
  createMonitor: { given: full('MONITORS'), code: 'quota' },
  updateMonitor: withoutMonitor,
  deleteMonitor: withoutMonitor,
  pauseMonitor: withoutMonitor,
  resumeMonitor: withoutMonitor,
  createHeartbeatKey: withoutMonitor,
  rotateHeartbeatKey: {
    given: ({ monitorId, keyId }) => disableHeartbeatKey(ada(), { monitorId, keyId }),
    code: 'conflict',
  },
  disableHeartbeatKey: withoutKey,
  enableHeartbeatKey: withoutKey,
  deleteHeartbeatKey: { asked: mainKeyOf, code: 'conflict' },
  createChannel: { given: full('CHANNELS'), code: 'quota' },
  updateChannel: withoutChannel,
  deleteChannel: withoutChannel,
  rotateSecret: { asked: mailChannel, code: 'conflict' },
  testChannel: withoutChannel,
  replayDelivery: {
    given: ({ deliveryId }) =>
      people.prisma.delivery.updateMany({ where: { id: uuidOf(deliveryId) }, data: { state: 'sent' } }),
    code: 'conflict',
  },
  createApiKey: {
    asked: async ({ apiKey: { ctx } }) => ({ text: JSON.stringify({ name: ctx.actor.label, access: 'read' }) }),
    code: 'conflict',
  },
  rotateApiKey: { given: ({ apiKey: { id } }) => revokeApiKey(ada(), { keyId: id }), code: 'conflict' },
  revokeApiKey: {
    given: ({ apiKey: { id } }) => people.prisma.apiKey.deleteMany({ where: { id: uuidOf(id) } }),
    code: 'not_found',
  },
  updateWorkspace: {
    given: ({ channelId }) => deleteChannel(ada(), { channelId }),
    asked: async ({ channelId }) => ({ text: JSON.stringify({ defaultChannelId: channelId }) }),
    code: 'invalid',
  },
}

const writes = OPERATIONS.filter(({ isWrite }) => isWrite)

test('every operation that changes something has a state in which it must not', () => {
  expect(Object.keys(WRONG).toSorted()).toEqual(writes.map(({ id }) => id).toSorted())
})

/** All that is stored in the workspace, without what counts calls. */
async function stored(): Promise<unknown> {
  const { rows } = await database.pool.query(
    `SELECT (SELECT jsonb_agg(to_jsonb(x) ORDER BY id) FROM monitor x) AS monitors,
       (SELECT jsonb_agg(to_jsonb(x) ORDER BY monitor_id) FROM monitor_state x) AS states,
       (SELECT jsonb_agg(to_jsonb(x) ORDER BY id) FROM heartbeat_key x) AS keys,
       (SELECT jsonb_agg(to_jsonb(x) ORDER BY id) FROM channel x) AS channels,
       (SELECT jsonb_agg(to_jsonb(x) ORDER BY id) FROM delivery x) AS deliveries,
       (SELECT jsonb_agg(to_jsonb(x) - 'last_used_at' ORDER BY id) FROM api_key x) AS "apiKeys",
       (SELECT jsonb_agg(to_jsonb(x) ORDER BY id) FROM audit_event x) AS audit,
       (SELECT jsonb_agg(to_jsonb(x) ORDER BY id) FROM workspace x) AS workspaces`,
  )
  return rows[0]
}

test.each(writes)('$id refuses in the wrong state, and changes nothing', async (operation: Operation) => {
  const { given, asked, code } = WRONG[operation.id]!
  const targets = await makeTargets({ people, database }, { family: 'etl' })
  await given?.(targets)
  const { ids, text } = (await asked?.(targets)) ?? {}
  const before = await stored()
  const params = paramsOf(operation, { ...targets, ...ids })
  const answer = await callOperation(operation, { headers, params, ...(text !== undefined && { text }) })
  vi.unstubAllEnvs()
  expect(JSON.parse(answer.text || '{}')).toMatchObject({ error: { code } })
  expect(await stored()).toEqual(before)
})
