import { expect, it } from 'vitest'
import { OptimisticLockBackoff } from './lock-backoff'

const lockedInARow = (backoff: OptimisticLockBackoff) => {
  let n = 0
  while (backoff.isNextLocked()) n += 1
  return n
}

it('one conflict causes one locked batch; each further conflict in a row doubles that, up to 256', () => {
  const backoff = new OptimisticLockBackoff()
  expect(backoff.isNextLocked()).toBe(false)
  const costs = Array.from({ length: 10 }, () => {
    backoff.onConflict()
    return lockedInARow(backoff)
  })
  expect(costs).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 256])
})

it('each success halves the number of locked batches after the next conflict', () => {
  const backoff = new OptimisticLockBackoff()
  for (let i = 0; i < 4; i++) backoff.onConflict()
  lockedInARow(backoff)
  for (let i = 0; i < 4; i++) backoff.onSuccess()
  backoff.onConflict()
  expect(lockedInARow(backoff)).toBe(1)
})
