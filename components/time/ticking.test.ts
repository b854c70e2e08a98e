import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { clockNow, holdClock, subscribeToClock } from './ticking'

beforeEach(() => vi.useFakeTimers({ now: 100_000 }))
afterEach(() => {
  holdClock(null)
  vi.useRealTimers()
})

it('the clock stops while it is held, and continues from the present afterwards', () => {
  const seen: number[] = []
  const stop = subscribeToClock(() => seen.push(clockNow()))
  vi.advanceTimersByTime(2000)
  holdClock(101_000)
  vi.advanceTimersByTime(60_000)
  expect([...new Set(seen)]).toEqual([101_000, 102_000])
  expect(clockNow()).toBe(101_000)
  holdClock(null)
  expect(clockNow()).toBe(162_000)
  stop()
})
