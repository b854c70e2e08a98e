import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { createPeople, type People } from '../testing/people'
import { expectRefusal } from '../testing/refusals'
import { createChannel } from './create-channel'
import { listChannels } from './list-channels'
import { testChannel } from './test-channel'
import { updateChannel } from './update-channel'

let database: TestDatabase
let people: People

beforeAll(async () => {
  database = await createTestDatabase()
  people = await createPeople(database)
})

afterAll(async () => {
  await people.end()
  await database.drop()
})

afterEach(() => vi.unstubAllEnvs())

const isPrivateAllowed = (value: '' | '1') => vi.stubEnv('LUBDUB_ALLOW_PRIVATE_WEBHOOKS', value)
const hook = (url: string) => ({ kind: 'webhook', name: 'hook', config: { url } })

test.each([
  'http://127.0.0.1/hook',
  'http://localhost:8080/hook',
  'http://169.254.169.254/latest/meta-data/',
  'http://[100:0:0:1::1]/',
  'https://203.0.113.9/',
  'https://8.8.8.8:22/',
  'https://8.8.8.8:6000/',
])('%s is refused when it is saved, with the field and the reason', async (url) => {
  isPrivateAllowed('')
  await expectRefusal(createChannel(people.ada, hook(url)), 'invalid', 'config.url')
  const { id: channelId } = await createChannel(people.ada, hook('https://8.8.8.8/hook'))
  await expectRefusal(updateChannel(people.ada, { channelId, config: { url } }), 'invalid', 'config.url')
  expect((await listChannels(people.ada)).data.at(-1)?.config).toEqual({ url: 'https://8.8.8.8/hook' })
})

test('if private addresses are allowed they are saved, but ports of other protocols are still refused', async () => {
  isPrivateAllowed('1')
  const { id: channelId } = await createChannel(people.ada, hook('http://127.0.0.1:9009/hook'))
  await testChannel(people.ada, { channelId })
  await expectRefusal(createChannel(people.ada, hook('http://127.0.0.1:6000/')), 'invalid', 'config.url')
  isPrivateAllowed('')
  await expectRefusal(testChannel(people.ada, { channelId }), 'invalid', 'config.url')
  await expectRefusal(testChannel(people.cleo, { channelId }), 'not_found')
})
