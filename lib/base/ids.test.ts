import { expect, test, vi } from 'vitest'
import { isId, NO_ID, newId } from './ids'

const many = () => Array.from({ length: 20_000 }, newId)

test('an id is a UUIDv7', () => {
  const form = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
  for (const id of many().slice(0, 100)) expect(id).toMatch(form)
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

test('the time of an id can be read from its first twelve digits', () => {
  vi.useFakeTimers({ now: Date.now() + 3_600_000, toFake: ['Date'] })
  try {
    expect(Number.parseInt(newId().replace('-', '').slice(0, 12), 16)).toBe(Date.now())
  } finally {
    vi.useRealTimers()
  }
})

test('the id of nobody is a uuid before every other one', () => {
  expect(isId(NO_ID)).toBe(true)
  expect(NO_ID < newId()).toBe(true)
})

test('what is no uuid is told from one', () => {
  for (const text of ['', 'mon_1', 'ses_01k8zx4y9w0e5r6t7v8m2n3p4q', NO_ID.slice(1), `${NO_ID}0`]) {
    expect(isId(text), text).toBe(false)
  }
})
