import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { closedDirectoryOnTheWayTo } from './unprivileged-user'

test('the directory that others may not enter is named, anywhere in the path', () => {
  const home = mkdtempSync(path.join(os.tmpdir(), 'lubdub-home-'))
  const inner = path.join(home, 'clone', 'data')
  mkdirSync(inner, { recursive: true })
  expect(closedDirectoryOnTheWayTo(path.join(inner, 'not-made-yet'))).toBe(home)
  chmodSync(home, 0o711)
  expect(closedDirectoryOnTheWayTo(inner)).toBeNull()
  chmodSync(path.join(home, 'clone'), 0o700)
  expect(closedDirectoryOnTheWayTo(inner)).toBe(path.join(home, 'clone'))
  rmSync(home, { recursive: true })
})
