import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createLog } from '@/lib/base/log'
import type { Decision } from '@/lib/db/monitor-state'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import type { CheckerContext } from './context'
import { saveWithFallback } from './save-with-fallback'

let db: TestDatabase
beforeAll(async () => {
  db = await createTestDatabase()
})
afterAll(() => db.drop())

const log = createLog('test', 'silent')

/** A client as it comes from a pooler that ignores startup parameters: the limits were set after the start. */
async function pooledClient() {
  const client = new pg.Client({ connectionString: db.url })
  client.on('error', () => {})
  await client.connect()
  await client.query(`SELECT set_config('lock_timeout', '1234', false)`)
  return client
}

it('after decisions were saved one by one, lock waits have the same limit as before, behind a pooler too', async () => {
  const client = await pooledClient()
  const limitOf = async () => (await client.query('SHOW lock_timeout')).rows[0].lock_timeout
  const during: Promise<string>[] = []
  const outcome = {
    get snapshot() {
      during.push(limitOf())
      throw Object.assign(new Error('lock timeout'), { code: '55P03' })
    },
  }
  const decision = { workspaceId: 'w', monitorId: 'm', outcome } as unknown as Decision
  await client.query('BEGIN')
  const saved = await saveWithFallback({ log } as CheckerContext, {
    client: client as unknown as pg.PoolClient,
    decisions: [decision],
  })
  expect(saved.postponed).toBe(1)
  expect([...(await Promise.all(during)), await limitOf()]).toEqual(['1234ms', '50ms', '1234ms'])
  await client.query('ROLLBACK')
  expect(await limitOf()).toBe('1234ms')
  await client.end()
})
