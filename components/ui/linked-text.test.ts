import { expect, it } from 'vitest'
import { textPieces } from './linked-text'

const links = (text: string) => textPieces(text).flatMap(({ piece, isLink }) => (isLink ? [piece] : []))

it('addresses within a text are links, without the punctuation of the sentence', () => {
  expect(links('See https://wiki.example/etl, then call (http://x.example/a?b=1).')).toEqual([
    'https://wiki.example/etl',
    'http://x.example/a?b=1',
  ])
  expect(links('javascript:alert(1) ftp://x.example nothing')).toEqual([])
})

it('the pieces together are the text', () => {
  const text = 'https://a.example\nthen https://b.example.'
  expect(
    textPieces(text)
      .map(({ piece }) => piece)
      .join(''),
  ).toBe(text)
})
