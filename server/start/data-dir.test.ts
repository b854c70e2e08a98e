import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createLog } from '@/lib/base/log'
import { readSettings } from '@/lib/settings/read-settings'
import { diskFault, openDataDir } from './data-dir'
import { rotateLog } from './rotate-log'
import { writeRunning } from './running-file'
import { loadSecrets } from './secrets-file'
import { superviseChild } from './supervised-child'

let directory: string

beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'lubdub-data-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

test('a data directory is created, tested, and left unchanged', () => {
  const dataDir = path.join(directory, 'a', 'b')
  openDataDir(dataDir)
  expect(readdirSync(dataDir)).toEqual([])
})

test('a data directory that is a file, or is below one, gives an error sentence', () => {
  const file = path.join(directory, 'file')
  writeFileSync(file, '')
  for (const dataDir of [file, path.join(file, 'data')]) {
    expect(() => openDataDir(dataDir)).toThrow(/^Cannot use the data directory .*is a file\. Name a directory/)
  }
})

test('a data directory where the system creates none gives an error sentence, and does not try for ever', () => {
  expect(() => openDataDir('/proc/lubdub/data')).toThrow(/^Cannot use the data directory \/proc\/lubdub\/data: /)
})

test.each([
  ['EROFS', 'mounted read-only'],
  ['EACCES', 'may not write there'],
  ['ENOSPC', 'its disk is full'],
  ['EMFILE', 'too many files are open'],
])('%s says what to do', (code, sentence) => {
  expect(diskFault(Object.assign(new Error(code), { code }))).toContain(sentence)
})

test('secrets that are missing while their database exists are not created again', () => {
  mkdirSync(path.join(directory, 'postgres'))
  writeFileSync(path.join(directory, 'postgres', 'PG_VERSION'), '18\n')
  expect(() => loadSecrets(directory, readSettings({}))).toThrow('secrets.json is missing')
  expect(readdirSync(directory)).toEqual(['postgres'])
})

test('an error of writing running.json is returned, not thrown', () => {
  const running = { url: 'http://localhost:4000', databaseUrl: '', pids: {} }
  expect(writeRunning(directory, running)).toBeNull()
  expect(writeRunning(path.join(directory, 'gone'), running)).toMatchObject({ code: 'ENOENT' })
})

test('a log that is too long is cut, and its last part is kept', () => {
  const file = path.join(directory, 'postgres.log')
  rotateLog(file)
  writeFileSync(file, 'x'.repeat(100))
  rotateLog(file, { largest: 100 })
  expect(statSync(file).size).toBe(100)
  rotateLog(file, { largest: 99 })
  expect([statSync(file).size, statSync(`${file}.1`).size]).toEqual([0, 100])
})

test('a child that cannot be started is tried again, and supervision goes on', async () => {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const program = process.execPath
  let changes = 0
  process.execPath = path.join(directory, 'no-node')
  const child = superviseChild({
    name: 'ingest',
    file: 'none.mjs',
    env: { NODE_ENV: 'test' },
    onChange: () => void changes++,
    log: createLog('test', 'silent'),
  })
  await expect.poll(() => changes).toBeGreaterThanOrEqual(4)
  process.execPath = program
  await child.stop()
  expect(child.pid()).toBeNull()
  write.mockRestore()
})
