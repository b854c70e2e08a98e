import { expect, test } from 'vitest'
import { databaseOf, keyringSecretsIn } from './derived'
import { readSettings } from './read-settings'

const URL_ = 'postgresql://ada:secret@db.example.com:5433/lubdub'
const INGEST = 'postgresql://ingest@db.example.com/lubdub'

test('each kind of process may have its own login', () => {
  const settings = readSettings({ DATABASE_URL: URL_, LUBDUB_DATABASE_URL_INGEST: INGEST })
  expect(databaseOf(settings, 'web')).toEqual({ databaseUrl: URL_, role: 'web' })
  expect(databaseOf(settings, 'ingest')).toEqual({ databaseUrl: INGEST, role: 'ingest' })
  const without = readSettings({ DATABASE_URL: '', LUBDUB_DATABASE_URL_INGEST: INGEST })
  expect(() => databaseOf(without, 'web')).toThrow('DATABASE_URL is not set')
})

test('if the installation uses no roles, no process has one', () => {
  const settings = readSettings({ DATABASE_URL: URL_, LUBDUB_DATABASE_ROLES: 'off' })
  expect(databaseOf(settings, 'web')).toEqual({ databaseUrl: URL_, role: null })
})

test('the keyring has the secret, the former ones, and the one of the hashes', () => {
  const [current, first, second] = ['a', 'b', 'c'].map((letter) => letter.repeat(32)) as [string, string, string]
  const env = { LUBDUB_SECRET: current, LUBDUB_SECRET_OLD: `${first}, ${second}`, LUBDUB_HASH_SECRET: first }
  expect(keyringSecretsIn(readSettings(env))).toEqual({ current, old: [first, second], hash: first })
  expect(() => keyringSecretsIn(readSettings({}))).toThrow('LUBDUB_SECRET is not set')
})
