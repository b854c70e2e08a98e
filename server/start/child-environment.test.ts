import { expect, test } from 'vitest'
import { environmentOf } from './child-environment'

const env = {
  NODE_ENV: 'production',
  PATH: '/usr/bin',
  LC_ALL: 'C',
  DATABASE_URL: 'postgresql://owner@db/lubdub',
  LUBDUB_DATABASE_URL_WEB: 'postgresql://web@db/lubdub',
  LUBDUB_DATABASE_URL_WORKER: 'postgresql://worker@db/lubdub',
  LUBDUB_BOOTSTRAP_API_KEY: 'ldw_key',
  LUBDUB_GITHUB_SECRET: 'github secret',
  LUBDUB_SECRET: 'encryption secret',
  LUBDUB_URL: 'https://lubdub.example',
  NEXTAUTH_SECRET: 'cookie secret',
  SMTP_URL: 'smtp://user:secret@mail',
  AWS_SECRET_ACCESS_KEY: 'of something else',
} as const

test('a process with a database login of its own gets no other', () => {
  const web = environmentOf('web', env)
  expect(web.DATABASE_URL).toBe('postgresql://web@db/lubdub')
  expect(Object.values(web).join(' ')).not.toMatch(/owner|worker/)
  expect(environmentOf('ingest', env).DATABASE_URL).toBe('postgresql://owner@db/lubdub')
})

test.each([
  ['web', ['LUBDUB_GITHUB_SECRET', 'NEXTAUTH_SECRET', 'SMTP_URL']],
  ['worker', ['SMTP_URL']],
  ['ingest', []],
] as const)('%s gets the secrets that it needs, and no other', (name, secrets) => {
  const common = ['DATABASE_URL', 'LC_ALL', 'LUBDUB_SECRET', 'LUBDUB_URL', 'NODE_ENV', 'PATH']
  expect(Object.keys(environmentOf(name, env)).sort()).toEqual([...common, ...secrets].sort())
})
