import { expect, test, vi } from 'vitest'
import { newId } from './ids'

const many = () => Array.from({ length: 20_000 }, () => newId('aud'))

test('an id is its kind and 26 characters of lower-case base32', () => {
  for (const id of many().slice(0, 100)) expect(id).toMatch(/^aud_[0-9a-hjkmnp-tv-z]{26}$/)
})

test('ids sort in the order in which they were created, and all are different', () => {
  const ids = many()
  expect(ids.toSorted()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
})

test('ids stay in order when the clock stands still and when it is set back', () => {
  vi.useFakeTimers({ now: Date.now() + 60_000, toFake: ['Date'] })
  try {
    const before = many()
    vi.setSystemTime(Date.now() - 3_600_000)
    const ids = [...before, ...many()]
    expect(ids.toSorted()).toEqual(ids)
  } finally {
    vi.useRealTimers()
  }
})

test('the time of an id can be read from its first ten characters', () => {
  vi.useFakeTimers({ now: Date.now() + 3_600_000, toFake: ['Date'] })
  try {
    const ms = [...newId('mon').slice(4, 14)].reduce(
      (sum, char) => sum * 32 + '0123456789abcdefghjkmnpqrstvwxyz'.indexOf(char),
      0,
    )
    expect(ms).toBe(Date.now())
  } finally {
    vi.useRealTimers()
  }
})
