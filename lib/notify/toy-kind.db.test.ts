import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { ServiceContext } from '@/lib/services/context'
import type { People } from '@/lib/services/testing/people'
import type { Sink } from '@/server/worker/testing/sink'
import type { World } from '@/server/worker/testing/world'
import type { ChannelKind } from './channel-kind'

/**
 * A kind of channel is one folder and one line in this list. Here `testing/toy` is added in this way, for this file
 * only, and the rest of Lubdub is loaded again with it.
 */
const LIST = '@/lib/notify/kinds'

const load = async () => ({
  ...(await import('@/components/alerts/channel-form-values')),
  ...(await import('@/lib/contract/openapi')),
  ...(await import('@/lib/contract/testing/uuid-of')),
  ...(await import('@/lib/services/audit/list-audit')),
  ...(await import('@/lib/services/channels/create-channel')),
  ...(await import('@/lib/services/channels/get-channel')),
  ...(await import('@/lib/services/channels/goes-to')),
  ...(await import('@/lib/services/channels/kind-forms')),
  ...(await import('@/lib/services/channels/rotate-secret')),
  ...(await import('@/lib/services/channels/test-channel')),
  ...(await import('@/lib/services/channels/update-channel')),
  ...(await import('@/lib/services/deliveries/list-deliveries')),
  ...(await import('@/lib/services/sender/sender')),
  ...(await import('@/lib/services/testing/people')),
  ...(await import('@/lib/services/testing/refusals')),
  ...(await import('@/server/worker/testing/sink')),
  ...(await import('@/server/worker/testing/world')),
})

let lubdub: Awaited<ReturnType<typeof load>>
let world: World
let people: People
let sink: Sink

beforeAll(async () => {
  vi.doMock(LIST, async () => {
    const { channelKinds } = await vi.importActual<{ channelKinds: readonly ChannelKind[] }>(LIST)
    const { toy } = await import('./testing/toy')
    return { channelKinds: [...channelKinds, toy] }
  })
  vi.resetModules()
  lubdub = await load()
  world = await lubdub.openWorld()
  people = await lubdub.createPeople(world.database)
  sink = await lubdub.startSink()
  // What a migration does for a real kind (`kinds.db.test.ts`).
  const words = lubdub.kindForms().map(({ kind }) => `'${kind}'`)
  await world.query(
    `ALTER TABLE channel DROP CONSTRAINT channel_kind_check,
       ADD CONSTRAINT channel_kind_check CHECK (kind IN (${words.join(', ')}))`,
  )
})

afterAll(async () => {
  vi.doUnmock(LIST)
  vi.resetModules()
  await sink?.close()
  await people?.end()
  await world?.end()
})

const TOKEN = 'swordfish-yz'
const MASKED = '••••'

const toyWith = (changed: object = {}) => ({
  kind: 'toy',
  name: 'night shift',
  config: { server: sink.url, token: TOKEN, rooms: ['#nights', '#etl'], ...changed },
})

const addToy = async () => (await lubdub.createChannel(people.ada, toyWith())).id

test.each([
  [{ rooms: [] }, 'config.rooms'],
  [{ rooms: ['nights'] }, 'config.rooms.0'],
  [{ url: 'https://example.com' }, 'config.url'],
  [{ server: 'gopher://chat' }, 'config.server'],
])('a channel with %j is refused, by its schema or by what it would send to', async (changed, field) => {
  await lubdub.expectRefusal(lubdub.createChannel(people.ada, toyWith(changed)), 'invalid', field)
  const channelId = await addToy()
  const { config } = toyWith(changed)
  await lubdub.expectRefusal(lubdub.updateChannel(people.ada, { channelId, config }), 'invalid', field)
})

test('its secret is stored encrypted, and shown masked to those who may not change it', async () => {
  const created = await lubdub.createChannel(people.ada, toyWith())
  expect(created).toMatchObject(toyWith())
  expect(created).not.toHaveProperty('secret')
  const seenBy = (ctx: ServiceContext) => lubdub.getChannel(ctx, { channelId: created.id })
  expect(await seenBy(people.ben)).toEqual(created)
  for (const ctx of [people.vic, people.reader]) expect(await seenBy(ctx)).toMatchObject(toyWith({ token: MASKED }))
  expect(lubdub.goesTo(created)).toBe(`#nights, #etl with ${MASKED}`)
  const [row] = await world.query<{ raw: string }>(
    `SELECT c::text || encode(secret_ciphertext, 'escape') AS raw FROM channel c WHERE id = $1`,
    [lubdub.uuidOf(created.id)],
  )
  expect(row?.raw).toContain(MASKED)
  expect(row?.raw).not.toContain(TOKEN)
})

test('the audit log has its secret masked, and says when it was replaced', async () => {
  const channelId = await addToy()
  await lubdub.updateChannel(people.ada, { channelId, config: toyWith({ token: `other-${TOKEN}` }).config })
  const { data } = await lubdub.listAudit(people.ada, { targetId: channelId })
  const { kind, config } = toyWith({ token: MASKED })
  expect(data).toMatchObject([
    { action: 'channel.edited', before: {}, after: { 'config.token': 'replaced' } },
    { action: 'channel.created', after: { kind, config } },
  ])
  expect(JSON.stringify(data)).not.toContain(TOKEN)
})

test('a new recipient or another secret needs a reauthentication, and there is no signing secret to replace', async () => {
  const channelId = await addToy()
  const { actor } = people.ada
  const stale = { ...people.ada, actor: { ...actor, provedAt: new Date(0) } } as ServiceContext
  const edit = (changed: object) => lubdub.updateChannel(stale, { channelId, config: toyWith(changed).config })
  await lubdub.expectRefusal(edit({ rooms: ['#nights', '#all'] }), 'proof_needed')
  await lubdub.expectRefusal(edit({ token: 'another' }), 'proof_needed')
  await lubdub.expectRefusal(edit({ server: 'http://elsewhere.example' }), 'proof_needed')
  expect(await edit({ rooms: ['#etl'] })).toMatchObject(toyWith({ rooms: ['#etl'] }))
  await lubdub.expectRefusal(lubdub.rotateSecret(people.ada, { channelId }), 'conflict')
})

test('the form and the description of the API have it', () => {
  const forms = lubdub.kindForms()
  expect(forms.at(-1)).toMatchObject({ kind: 'toy', title: 'Toy chat', hasSigningSecret: false })
  // What a page hands on to the browser is plain data.
  expect(structuredClone(forms)).toEqual(forms)
  expect(lubdub.initialValues(forms).config).toMatchObject({ toy: { server: '', token: '', rooms: [] } })
  expect(lubdub.formFieldOf('config.rooms.0', forms.at(-1)!)).toBe('config.toy.rooms')
  expect(JSON.stringify(lubdub.openApiDocument())).toContain('The address of the chat server.')
})

test('an alert and a test are sent through it', async () => {
  const channelId = await addToy()
  const { workspaceId } = people.ada
  const id = lubdub.uuidOf(channelId)
  await world.addAlert(workspaceId, id, { monitorId: await world.addMonitor(workspaceId, { channels: [id] }) })
  await lubdub.testChannel(people.ada, { channelId })
  const sender = new lubdub.Sender(world.sender, () => {})
  // One pass for each, since the toy takes one message at a time.
  for (let pass = 1; pass <= 2; pass++) {
    await sender.pass()
    await sender.stop(10_000)
  }

  const { data } = await lubdub.listDeliveries(people.ada, { channelId })
  const sent = { state: 'sent', channelKind: 'toy', log: [{ outcome: 'sent', reason: 'The chat answered 204.' }] }
  expect(data).toMatchObject([
    { ...sent, type: 'test' },
    { ...sent, type: 'monitor.down' },
  ])
  const received = sink.received.map(({ id, body, headers }) => ({
    id,
    ...JSON.parse(body),
    by: headers.authorization,
  }))
  const common = { rooms: ['#nights', '#etl'], by: `Bearer ${TOKEN}` }
  expect(received).toEqual([
    { ...common, id: data[1]?.id, says: expect.stringContaining('nightly-etl is down') },
    { ...common, id: data[0]?.id, says: 'This is a test: the channel works' },
  ])
})
