import { expect, it } from 'vitest'
import { arrayLiteral } from './wide'

const as = (type: 'text' | 'int8' | 'bool', values: (string | number | boolean | null)[]) =>
  arrayLiteral(values, type, (v) => v)

it.each([
  ['text', ['a', null, ''], '{"a",NULL,""}'],
  [
    'text',
    ['say "hi"', 'c:\\temp', 'a,{b}', 'NULL', 'line\nnext'],
    '{"say \\"hi\\"","c:\\\\temp","a,{b}","NULL","line\nnext"}',
  ],
  ['int8', [1, null, -2.5], '{1,NULL,-2.5}'],
  ['bool', [true, false], '{true,false}'],
  ['text', [null, null], '{}'],
] as const)('a column of %s is written as PostgreSQL reads it', (type, values, literal) => {
  expect(as(type, [...values])).toBe(literal)
})
