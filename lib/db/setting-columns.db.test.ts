import { afterAll, beforeAll, expect, test } from 'vitest'
import { SETTING_COLUMNS } from './setting-columns'
import { createTestDatabase, type TestDatabase } from './testing/test-database'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})

afterAll(() => database.drop())

const NO_SETTINGS = ['workspace_id', 'id', 'config_version', 'made_by_key', 'created_at', 'updated_at', 'deleted_at']

test('every setting has its column, as JSON where it says so, and no other column is one', async () => {
  const { rows } = await database.pool.query<{ name: string; type: string }>(
    `SELECT column_name AS name, data_type AS type FROM information_schema.columns WHERE table_name = 'monitor'`,
  )
  const settings = rows.filter(({ name }) => !NO_SETTINGS.includes(name))
  const said = SETTING_COLUMNS.map(({ column, isJson }) => ({ name: column, isJson }))
  const found = settings.map(({ name, type }) => ({ name, isJson: type === 'jsonb' }))
  const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1)
  expect(said.toSorted(byName)).toEqual(found.toSorted(byName))
})
