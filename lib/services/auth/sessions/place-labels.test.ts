import { expect, test } from 'vitest'
import { placeLabels } from './place-labels'

test.each([
  ['de', '198.51.100.7', 'Germany'],
  ['GB', '198.51.100.7', 'United Kingdom'],
  ['Lisbon, Portugal', '198.51.100.7', 'Lisbon, Portugal'],
  ['T1', '198.51.100.7', 'T1'],
  ['Q0', '198.51.100.7', 'Q0'],
  ['QA', '10.0.0.7', 'Qatar'],
  ['XX', '198.51.100.7', null],
  ['zz', '192.168.1.7', 'private network'],
  [null, '198.51.100.7', null],
  [null, '127.0.0.1', 'this machine'],
  [null, '::1', 'this machine'],
  [null, '::ffff:127.0.0.1', 'this machine'],
  [null, '10.20.30.40', 'private network'],
  [null, '172.31.0.1', 'private network'],
  [null, '172.32.0.1', null],
  [null, 'fd00::7', 'private network'],
  [null, '2001:db8::7', null],
  [null, 'no address', null],
  [null, null, null],
] as const)('place %s, from %s: %s', (place, ip, words) => {
  expect(placeLabels({ place, ip })).toBe(words)
})
