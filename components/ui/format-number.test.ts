import { expect, it } from 'vitest'
import { formatPercent, formatProgress, formatRate } from './format-number'

it('a rate has the unit of time that gives a readable number', () => {
  expect([0.42, 1420, 30_720, 900_000, null].map((rate) => formatRate(rate))).toEqual([
    '0.4 per hour',
    '1,420 per hour',
    '512 per min',
    '250 per s',
    null,
  ])
})

it('rates side by side share the unit of one of them', () => {
  expect([formatRate(9_000, 60_000), formatRate(60_000, 60_000)]).toEqual(['150 per min', '1,000 per min'])
})

it('a percentage is 100 % only at the end', () => {
  expect([0, 0.411, 0.9999, 1].map(formatPercent)).toEqual(['0 %', '41 %', '99 %', '100 %'])
})

it('progress names what it counts', () => {
  expect(formatProgress({ done: 2184, total: 3000, unit: 'rows' })).toBe('2,184 of 3,000 rows')
  expect(formatProgress({ done: 7, total: null, unit: null })).toBe('7')
  expect(formatProgress({ done: null, total: 10, unit: 'rows' })).toBe(null)
})
