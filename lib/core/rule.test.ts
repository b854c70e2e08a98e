import { expect, test } from 'vitest'
import { all, any, isTrue } from './rule'

test.each([
  ['a', true],
  ['b', false],
  [all('a', 'b'), false],
  [all('a', 'c'), true],
  [any('a', 'b'), true],
  [any('b', 'd'), false],
  [all('a', any('b', 'c')), true],
  [any('b', all('a', 'd')), false],
  [all(), true],
  [any(), false],
] as const)('%j is %s where a and c hold', (rule, expected) => {
  expect(isTrue<string>(rule, (fact) => fact === 'a' || fact === 'c')).toBe(expected)
})
