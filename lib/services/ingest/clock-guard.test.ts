import { expect, it } from 'vitest'
import { ClockGuard } from './clock-guard'

/** A sample of a database whose clock is `offset` ms ahead of monotonic time. It is requested at `at` and takes `ms`. */
const sample = (at: number, offset: number, ms = 2) => ({ sent: at, received: at + ms, serverMs: at + ms / 2 + offset })
const HOUR = 3_600_000
const START = 1_000 * HOUR

function feed(guard: ClockGuard, { from, to, offset }: { from: number; to: number; offset: number }): string[] {
  const verdicts: string[] = []
  for (let at = from; at <= to; at += 1_000) verdicts.push(guard.observe(sample(at, offset)))
  return verdicts
}

it.each([
  ['an hour back', -HOUR],
  ['an hour ahead', HOUR],
  ['120 days ahead', 120 * 24 * HOUR],
  ['three seconds ahead, as after a short sleep', 3_000],
])('a clock that is set %s and stays there causes a hold of one minute', (_, step) => {
  const guard = new ClockGuard()
  expect(new Set(feed(guard, { from: 0, to: 10_000, offset: START }))).toEqual(new Set(['agrees']))
  const after = feed(guard, { from: 11_000, to: 80_000, offset: START + step })
  expect(after.slice(0, 60)).toEqual(Array(60).fill('holds'))
  expect(after.slice(60)).toEqual(['ended', ...Array(9).fill('agrees')])
})

it('a clock that is set and set back causes a hold that ends one minute after the second change', () => {
  const guard = new ClockGuard()
  feed(guard, { from: 0, to: 10_000, offset: START })
  expect(new Set(feed(guard, { from: 11_000, to: 20_000, offset: START + HOUR }))).toEqual(new Set(['holds']))
  expect(guard.holdSince).toBe(10_002)
  const after = feed(guard, { from: 21_000, to: 81_000, offset: START })
  expect(after.filter((verdict) => verdict === 'holds')).toHaveLength(60)
  expect(after.at(-1)).toBe('ended')
})

it('a clock that is corrected slowly, or an answer that takes four seconds, causes no hold', () => {
  const guard = new ClockGuard()
  for (let second = 0; second < 600; second++) {
    const ms = second % 50 === 0 ? 4_000 : 3
    expect(guard.observe(sample(second * 5_000, START + second * 4, ms))).toBe('agrees')
  }
})

it('a hold that began because of stored data ends when both clocks have agreed for a minute', () => {
  const guard = new ClockGuard()
  guard.observe(sample(0, START))
  guard.distrust(2)
  expect(feed(guard, { from: 1_000, to: 60_000, offset: START }).at(-1)).toBe('ended')
})
