import { expect, test } from 'vitest'
import { connectionOf } from './connection'

const URL_ = 'postgresql://ada:secret@db.example.com:5433/lubdub'

test('a process has its role from the first statement on, whatever options its URL has', () => {
  const config = connectionOf(`${URL_}?options=-c%20role%3Dpostgres`, { role: 'web', session: '-c timezone=UTC' })
  expect(config).toMatchObject({ host: 'db.example.com', port: 5433, user: 'ada', database: 'lubdub' })
  expect(config.options).toBe('-c role=postgres -c timezone=UTC -c role=lubdub_web')
})

test('without a role, or if the installation uses no roles, it is the login', () => {
  expect(connectionOf(URL_).options).toBeUndefined()
  expect(connectionOf(URL_, { role: null }).options).toBeUndefined()
})
