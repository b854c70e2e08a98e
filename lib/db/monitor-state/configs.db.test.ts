import type { ClientBase } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '@/lib/base/ids'
import { createTestDatabase, type TestDatabase } from '../testing/test-database'
import { ConfigCache } from './configs'

let db: TestDatabase
const workspaceId = newId()

beforeAll(async () => {
  db = await createTestDatabase()
  await db.pool.query(`INSERT INTO workspace (id, name) VALUES ($1, 'Ada')`, [workspaceId])
})
afterAll(() => db.drop())

async function makeMonitor(graceSeconds: number) {
  const monitorId = newId()
  await db.pool.query(
    `INSERT INTO monitor (workspace_id, id, name, schedule, grace_seconds) VALUES ($1, $2, 'm', '{"type":"none"}', $3)`,
    [workspaceId, monitorId, graceSeconds],
  )
  return { workspaceId, monitorId, configVersion: 1 }
}

/** A client whose answers come after `before` has run. */
const slowed = (before: () => Promise<void>) =>
  ({
    query: async (...args: unknown[]) => {
      const answer = await (db.pool.query as (...all: unknown[]) => Promise<unknown>)(...args)
      await before()
      return answer
    },
  }) as unknown as ClientBase

const client = () => db.pool as unknown as ClientBase

test('what is loaded stays whole when the cache is cleared meanwhile', async () => {
  const cache = new ConfigCache()
  const [kept, other] = [await makeMonitor(10), await makeMonitor(20)]
  await cache.load(client(), [kept])
  const loaded = await cache.load(
    slowed(async () => cache.clear()),
    [kept, other],
  )
  expect(loaded.map(({ config }) => config.graceSeconds)).toEqual([10, 20])
})

test('an answer that comes late does not replace a newer configuration', async () => {
  const cache = new ConfigCache()
  const monitor = await makeMonitor(10)
  const edited = { ...monitor, configVersion: 2 }
  await cache.load(
    slowed(async () => {
      await db.pool.query('UPDATE monitor SET grace_seconds = 99, config_version = 2 WHERE id = $1', [
        monitor.monitorId,
      ])
      await cache.load(client(), [edited])
    }),
    [monitor],
  )
  const neverAsked = slowed(() => Promise.reject(new Error('asked again')))
  expect((await cache.load(neverAsked, [edited]))[0]!.config.graceSeconds).toBe(99)
})
