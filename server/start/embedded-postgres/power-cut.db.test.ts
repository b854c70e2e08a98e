import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { throwAwaySettings } from './settings'
import { startEmbeddedPostgres } from './start-embedded-postgres'

const password = 'a password for tests'
let dataDir: string

const start = (directory = dataDir) =>
  startEmbeddedPostgres({ dataDir: directory, password, settings: throwAwaySettings, onEvent: () => {} })
const inCluster = (file: string) => path.join(dataDir, 'postgres', file)

beforeAll(async () => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'lubdub-cut-'))
  await (await start()).stop()
})
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

test('files that a power cut left empty are repaired where that loses nothing', async () => {
  const version = readFileSync(inCluster('PG_VERSION'), 'utf8')
  writeFileSync(inCluster('PG_VERSION'), '')
  writeFileSync(inCluster('postmaster.pid'), '')
  await (await start()).stop()
  expect(readFileSync(inCluster('PG_VERSION'), 'utf8')).toBe(version)
})

test('what cannot be repaired gives an error sentence', async () => {
  const version = readFileSync(inCluster('PG_VERSION'), 'utf8')
  rmSync(inCluster('PG_VERSION'))
  await expect(start()).rejects.toThrow('exists and is not a database: its PG_VERSION is missing')
  writeFileSync(inCluster('PG_VERSION'), version)

  const bare = mkdtempSync(path.join(os.tmpdir(), 'lubdub-bare-'))
  mkdirSync(path.join(bare, 'postgres', 'base'), { recursive: true })
  writeFileSync(path.join(bare, 'postgres', 'PG_VERSION'), '')
  await expect(start(bare)).rejects.toThrow('PG_VERSION is empty, as after a power cut')
  rmSync(bare, { recursive: true })
})
