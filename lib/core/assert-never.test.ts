import { expect, test } from 'vitest'
import { assertNever } from './assert-never'

test('a value that no case of a switch expects is named by the error', () => {
  expect(() => assertNever({ kind: 'new' } as never)).toThrow('Unexpected value: {"kind":"new"}')
})
