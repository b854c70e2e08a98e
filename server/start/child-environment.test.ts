import { expect, test } from 'vitest'
import { environmentOf } from './child-environment'

test('a process with a database login of its own is given no other', () => {
  const env = {
    DATABASE_URL: 'postgresql://owner@db/lubdub',
    LUBDUB_DATABASE_URL_WEB: 'postgresql://web@db/lubdub',
    LUBDUB_DATABASE_URL_WORKER: 'postgresql://worker@db/lubdub',
    NODE_ENV: 'production',
  } as const
  const web = environmentOf('web', env)
  expect(web.DATABASE_URL).toBe('postgresql://web@db/lubdub')
  expect(Object.values(web).join(' ')).not.toMatch(/owner|worker/)
  expect(environmentOf('ingest', env).DATABASE_URL).toBe('postgresql://owner@db/lubdub')
})
