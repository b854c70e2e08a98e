import type { ClientBase } from 'pg'
import { expect, it, vi } from 'vitest'
import { arrayLiteral, type CtePart } from './bulk-statement'

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
] as const)('PostgreSQL reads a column of %s as it was written', (type, values, literal) => {
  expect(as(type, [...values])).toBe(literal)
})

it('two copies of the module give a combined statement the same name, and different statements different names', async () => {
  const asked: { name: string; text: string }[] = []
  const query = async (statement: { name: string; text: string }) => {
    asked.push(statement)
    return { rows: [] }
  }
  const part = (name: string): CtePart => ({
    name,
    text: (first) => `SELECT $${first}::int AS ${name}`,
    values: ['1'],
  })
  for (const order of [
    ['a', 'b'],
    ['c', 'a'],
    ['a', 'b'],
  ]) {
    vi.resetModules()
    const { runAsOneStatement } = await import('./bulk-statement')
    await runAsOneStatement({ query } as unknown as ClientBase, order.map(part), 'SELECT 1')
  }
  expect(asked[0]!.name).toBe(asked[2]!.name)
  expect(asked[0]!.text).toBe(asked[2]!.text)
  expect(asked[1]!.name).not.toBe(asked[0]!.name)
  expect(asked[1]!.name.length).toBeLessThan(64)
})
