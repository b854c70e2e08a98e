import { expect, it } from 'vitest'
import { holdRows } from './hold-rows'

const rows = (text: string) => [...text].map((letter) => ({ id: letter.toLowerCase(), text: letter }))
const shown = (held: string, now: string) => {
  const result = holdRows(rows(held), rows(now))
  return { ...result, shown: result.shown.map(({ text }) => text).join('') }
}

it('rows keep their places while they are held, with new content', () => {
  expect(shown('abc', 'CAB')).toEqual({ shown: 'ABC', added: 0, isOther: true })
  expect(shown('abc', 'ABC')).toEqual({ shown: 'ABC', added: 0, isOther: false })
})

it('new rows wait, and removed rows stay unchanged', () => {
  expect(shown('abc', 'NAC')).toEqual({ shown: 'AbC', added: 1, isOther: true })
})
