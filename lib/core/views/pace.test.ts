import { describe, expect, it } from 'vitest'
import { countedOf, endAt, endWithin, FURTHEST_END_MS, HOUR_MS, ownEndAt, withoutNoise } from './pace'

describe('the counts of a part', () => {
  it.each([
    ['running', 40, 100, { done: 40, total: 100 }],
    ['failed', 40, 100, { done: 40, total: 100 }],
    ['succeeded', 40, 100, { done: 100, total: 100 }],
    ['succeeded', 120, 100, { done: 120, total: 120 }],
    ['succeeded', 40, null, { done: 40, total: 40 }],
    ['succeeded', null, 100, { done: 100, total: 100 }],
    ['succeeded', null, null, { done: null, total: null }],
  ] as const)('that is %s with %s of %s are %j', (state, done, total, expected) => {
    expect(countedOf({ state, done, total })).toEqual(expected)
  })
})

describe('the end at a rate', () => {
  const NOW = 5 * HOUR_MS

  it.each([
    ['comes when the rest is done', 10, 5, NOW + 2 * HOUR_MS],
    ['is now if nothing is left', 0, 5, NOW],
    ['is now if nothing is left, even without a rate', 0, null, NOW],
    ['is now if more was done than all', -1, null, NOW],
    ['is unknown without a rate', 10, null, null],
    ['is unknown where nothing advances', 10, 0, null],
    ['is in whole milliseconds', 1, 7, NOW + 514_286],
    ['is unknown where it is more than a hundred years away', FURTHEST_END_MS / HOUR_MS + 1, 1, null],
  ])('%s', (_, left, perHour, expected) => {
    expect(endAt(left, perHour, NOW)).toBe(expected)
  })

  it('may be a hundred years away, and no later', () => {
    expect(endWithin(NOW + FURTHEST_END_MS, NOW)).toBe(Date.UTC(2070, 0, 1, 5))
    expect(endWithin(NOW + FURTHEST_END_MS + 1, NOW)).toBeNull()
    expect(endWithin(Number.NaN, NOW)).toBeNull()
  })
})

describe('the end of a part at its own rate', () => {
  const NOW = 2 * HOUR_MS
  const part = { state: 'running', startedAt: 0, done: 20, total: 50, rateFromAt: null, rateFromDone: null } as const

  it.each([
    ['counts from its start', {}, NOW + 3 * HOUR_MS],
    ['counts from the base of its rate', { rateFromAt: HOUR_MS, rateFromDone: 5 }, NOW + 2 * HOUR_MS],
    ['is unknown without a done', { done: null }, null],
    ['is unknown without a total', { total: null }, null],
    ['is unknown without a start', { startedAt: null }, null],
    ['is unknown where done fell below the base of its rate', { rateFromAt: HOUR_MS, rateFromDone: 30 }, null],
    ['is unknown before the first done after it began again', { rateFromAt: HOUR_MS }, null],
  ])('%s', (_, more, expected) => {
    expect(ownEndAt({ ...part, ...more }, { attempt: 1, now: NOW })).toBe(expected)
  })

  it('is unknown in a later attempt before its first done', () => {
    expect(ownEndAt(part, { attempt: 2, now: NOW })).toBeNull()
  })
})

it('rounding errors of binary fractions are removed, and nothing else', () => {
  expect([0.1 + 0.2, 40.0000000000003, 1 / 3, 2 ** 53 - 1].map(withoutNoise)).toEqual([
    ...[0.3, 40, 0.333333333333, 9_007_199_254_740_991],
  ])
})
