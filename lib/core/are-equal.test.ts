import { expect, test } from 'vitest'
import { areEqual } from './are-equal'

test.each([
  ['the same value', 'a', 'a', true],
  ['no number and no number', Number.NaN, Number.NaN, true],
  ['a number and its text', 1, '1', false],
  ['null and an object', null, {}, false],
  ['null and undefined', null, undefined, false],
  ['a value and an empty object', 1, {}, false],
  ['a text and its letters', 'ab', ['a', 'b'], false],
  ['fields in another order', { a: 1, b: 2 }, { b: 2, a: 1 }, true],
  ['another value of a field', { a: 1, b: 2 }, { a: 1, b: 3 }, false],
  ['one field more', { a: 1 }, { a: 1, b: 2 }, false],
  ['fields without a value, of other names', { a: undefined }, { b: undefined }, false],
  ['lists of equal objects', [{ a: [1] }], [{ a: [1] }], true],
  ['lists in another order', [1, 2], [2, 1], false],
  ['objects that differ deep inside', { a: { b: [1] } }, { a: { b: [2] } }, false],
])('%s are equal or not, from both sides', (_, a, b, expected) => {
  expect([areEqual(a, b), areEqual(b, a)]).toEqual([expected, expected])
})
