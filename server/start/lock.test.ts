import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockDataDir } from './lock'
import { lockHolder } from './lock-holder.mjs'

let dataDir: string

beforeEach(() => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'lubdub-lock-'))
})

afterEach(() => rmSync(dataDir, { recursive: true }))

test('a second start on the same data directory is refused with advice', () => {
  const lock = lockDataDir(dataDir)
  expect(() => lockDataDir(dataDir)).toThrow(/is running on .* already \(process \d+\).*LUBDUB_DATA_DIR/)
  expect(lockHolder(dataDir)).toBe(process.pid)
  lock.release()
  lockDataDir(dataDir).release()
  expect(readdirSync(dataDir)).toEqual([])
})

test('the lock of a killed process is replaced', () => {
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  writeLock({ pid, birth: null })
  expectFree()
})

test.runIf(process.platform === 'linux')(
  'a process id that now belongs to another program does not hold the lock',
  async () => {
    const other = spawn('sleep', ['60'])
    await once(other, 'spawn')
    writeLock({ pid: other.pid!, birth: 'an earlier boot/12345' })
    expectFree()
    other.kill()
  },
)

test('a half-written lock locks nothing', () => {
  writeFileSync(path.join(dataDir, 'lubdub.lock'), '{"pid":')
  expectFree()
})

test('a release does not remove the lock of another process', () => {
  const lock = lockDataDir(dataDir)
  writeLock({ pid: 1, birth: null })
  lock.release()
  expect(readFileSync(path.join(dataDir, 'lubdub.lock'), 'utf8')).toContain('"pid":1')
})

function expectFree(): void {
  const lock = lockDataDir(dataDir)
  expect(lockHolder(dataDir)).toBe(process.pid)
  lock.release()
}

function writeLock(holder: { pid: number; birth: string | null }): void {
  writeFileSync(path.join(dataDir, 'lubdub.lock'), JSON.stringify(holder))
}
