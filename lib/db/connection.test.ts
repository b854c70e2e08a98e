import { afterEach, expect, test, vi } from 'vitest'
import { connectionOf, databaseUrlOf } from './connection'

afterEach(() => vi.unstubAllEnvs())

const URL_ = 'postgresql://ada:secret@db.example.com:5433/lubdub'

test('a process has its role from the first statement on, whatever options its URL has', () => {
  const config = connectionOf(`${URL_}?options=-c%20role%3Dpostgres`, { role: 'web', session: '-c timezone=UTC' })
  expect(config).toMatchObject({ host: 'db.example.com', port: 5433, user: 'ada', database: 'lubdub' })
  expect(config.options).toBe('-c role=postgres -c timezone=UTC -c role=lubdub_web')
})

test('without a role, or if the installation uses no roles, it is the login', () => {
  expect(connectionOf(URL_).options).toBeUndefined()
  vi.stubEnv('LUBDUB_DATABASE_ROLES', 'off')
  expect(connectionOf(URL_, { role: 'web' }).options).toBeUndefined()
})

test('each kind of process may have its own login', () => {
  vi.stubEnv('DATABASE_URL', URL_)
  vi.stubEnv('LUBDUB_DATABASE_URL_INGEST', 'postgresql://ingest@db.example.com/lubdub')
  expect(databaseUrlOf('web')).toBe(URL_)
  expect(databaseUrlOf('ingest')).toBe('postgresql://ingest@db.example.com/lubdub')
  vi.stubEnv('DATABASE_URL', '')
  expect(() => databaseUrlOf('web')).toThrow('DATABASE_URL is not set')
})
