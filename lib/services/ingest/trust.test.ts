import { expect, it } from 'vitest'
import { Trust } from './trust'

const lockedInARow = (trust: Trust) => {
  let n = 0
  while (trust.isNextLocked()) n += 1
  return n
}

it('one disappointment costs one lock; many in a row cost ever more, up to 256', () => {
  const trust = new Trust()
  expect(trust.isNextLocked()).toBe(false)
  const costs = Array.from({ length: 10 }, () => {
    trust.failed()
    return lockedInARow(trust)
  })
  expect(costs).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 256])
})

it('what holds wins the trust back', () => {
  const trust = new Trust()
  for (let i = 0; i < 4; i++) trust.failed()
  lockedInARow(trust)
  for (let i = 0; i < 4; i++) trust.held()
  trust.failed()
  expect(lockedInARow(trust)).toBe(1)
})
