import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Environment, readSettings } from '@/lib/settings/read-settings'
import { loadSecrets as load } from './secrets-file'

let dataDir: string

const loadSecrets = (directory: string, env: Environment) => load(directory, readSettings(env))

beforeEach(() => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'lubdub-secrets-'))
})

afterEach(() => rmSync(dataDir, { recursive: true }))

test('secrets are created once and only their owner can read them', () => {
  const made = loadSecrets(dataDir, {})
  expect(made.secret).toHaveLength(43)
  expect(loadSecrets(dataDir, {})).toEqual({ ...made, isNew: false })
  expect(statSync(path.join(dataDir, 'secrets.json')).mode & 0o777).toBe(0o600)
})

test('a secret from the environment comes first and is not written to the file', () => {
  const given = 'x'.repeat(32)
  expect(loadSecrets(dataDir, { LUBDUB_SECRET: given }).secret).toBe(given)
  expect(loadSecrets(dataDir, {}).secret).not.toBe(given)
})

test('a secret that can be guessed is refused', () => {
  expect(() => loadSecrets(dataDir, { LUBDUB_SECRET: 'short' })).toThrow('at least 32 characters')
})

test('a damaged file stops the start: new secrets would make every key invalid', () => {
  writeFileSync(path.join(dataDir, 'secrets.json'), '{"secret":"')
  expect(() => loadSecrets(dataDir, {})).toThrow('is damaged')
})
