import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { UpstreamPool } from './upstream-pool'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const here = new AbortController().signal

/** The result of a wait, once everything that can happen has happened. */
async function settled(wait: Promise<boolean>) {
  let result: boolean | 'waiting' = 'waiting'
  void wait.then((value) => {
    result = value
  })
  await Promise.resolve()
  await Promise.resolve()
  return result
}

it('gives one address at most three quarters of the room, and the rest to others', async () => {
  const pool = new UpstreamPool({ most: 4, queue: 10, waitMs: 100 })
  const mine = Array.from({ length: 5 }, () => pool.enter('me', here))
  expect(await Promise.all(mine.map(settled))).toEqual([true, true, true, 'waiting', 'waiting'])
  expect(await settled(pool.enter('you', here))).toBe(true)
  expect(pool.active).toBe(4)
})

it('lets callers in by turns, however many requests each has waiting', async () => {
  const pool = new UpstreamPool({ most: 4, queue: 10, waitMs: 100 })
  for (const who of ['me', 'me', 'me', 'you']) await pool.enter(who, here)
  const [second, third] = [pool.enter('me', here), pool.enter('me', here)]
  const yours = pool.enter('you', here)
  pool.leave('me')
  expect(await Promise.all([second, third, yours].map(settled))).toEqual([true, 'waiting', 'waiting'])
  pool.leave('me')
  expect(await Promise.all([third, yours].map(settled))).toEqual(['waiting', true])
})

it('ends a wait when its time is over or its caller is gone, and refuses at once when the queue is full', async () => {
  const pool = new UpstreamPool({ most: 1, queue: 4, waitMs: 100 })
  await pool.enter('me', here)
  const caller = new AbortController()
  const gone = pool.enter('me', caller.signal)
  const late = pool.enter('me', here)
  caller.abort()
  expect(await settled(gone)).toBe(false)
  vi.advanceTimersByTime(100)
  expect(await settled(late)).toBe(false)
  const waits = Array.from({ length: 4 }, () => pool.enter('me', here))
  expect(await settled(waits[3]!)).toBe(false)
  expect(await settled(pool.enter('you', here))).toBe('waiting')
  pool.leave('me')
  expect(await settled(waits[0]!)).toBe(true)
  expect(pool.active).toBe(1)
})
