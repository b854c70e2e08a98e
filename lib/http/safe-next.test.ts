import { expect, test } from 'vitest'
import { safeNext } from './safe-next'

test.each([
  ['/monitors', '/monitors'],
  ['/monitors?query=a b#top', '/monitors?query=a%20b#top'],
  ['/invite/inv_abc', '/invite/inv_abc'],
  ['/a/../runs/run_1', '/runs/run_1'],
])('%s is a path of ours', (value, path) => {
  expect(safeNext(value)).toBe(path)
})

test.each([
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/.//evil.example',
  '/a/..//evil.example',
  '/./\\evil.example',
  'javascript:alert(1)',
  'monitors',
  ' /monitors',
  '',
  `/${'a'.repeat(500)}`,
  undefined,
  ['/monitors'],
])('%j leads elsewhere, and nowhere', (value) => {
  expect(safeNext(value)).toBeNull()
})
