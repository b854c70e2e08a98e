import { describe, expect, it } from 'vitest'
import { nextLocalTime, previousLocalTime } from './local-time-pattern'
import { parseOnCalendar } from './on-calendar'

const wall = (text: string) => Date.parse(`${text.replace(' ', 'T')}Z`)
const show = (at: number | null) => (at === null ? null : new Date(at).toISOString().slice(0, 19).replace('T', ' '))

const TWICE = '2026,2028-02,04-29,30 10,14:15,45:20,40'

// Worked out by hand: the calendar of 2026 and 2028, a leap year.
describe(`the times that match ${TWICE}`, () => {
  it.each([
    ['1960-01-01 00:00:00', '2026-04-29 10:15:20', null],
    ['2026-04-29 10:15:19', '2026-04-29 10:15:20', null],
    ['2026-04-29 10:15:20', '2026-04-29 10:15:20', '2026-04-29 10:15:20'],
    ['2026-04-29 10:15:20.001', '2026-04-29 10:15:40', '2026-04-29 10:15:20'],
    ['2026-04-29 10:15:39.999', '2026-04-29 10:15:40', '2026-04-29 10:15:20'],
    ['2026-04-29 10:15:41', '2026-04-29 10:45:20', '2026-04-29 10:15:40'],
    ['2026-04-29 10:30:30', '2026-04-29 10:45:20', '2026-04-29 10:15:40'],
    ['2026-04-29 10:45:10', '2026-04-29 10:45:20', '2026-04-29 10:15:40'],
    ['2026-04-29 10:46:00', '2026-04-29 14:15:20', '2026-04-29 10:45:40'],
    ['2026-04-29 12:20:30', '2026-04-29 14:15:20', '2026-04-29 10:45:40'],
    ['2026-04-29 14:10:30', '2026-04-29 14:15:20', '2026-04-29 10:45:40'],
    ['2026-04-29 15:00:00', '2026-04-30 10:15:20', '2026-04-29 14:45:40'],
    ['2026-04-30 00:00:00', '2026-04-30 10:15:20', '2026-04-29 14:45:40'],
    ['2026-04-30 10:15:19', '2026-04-30 10:15:20', '2026-04-29 14:45:40'],
    ['2026-04-30 23:59:59', '2028-02-29 10:15:20', '2026-04-30 14:45:40'],
    ['2027-04-29 10:15:20', '2028-02-29 10:15:20', '2026-04-30 14:45:40'],
    ['2028-03-15 12:00:00', '2028-04-29 10:15:20', '2028-02-29 14:45:40'],
    ['2028-04-30 14:45:40', '2028-04-30 14:45:40', '2028-04-30 14:45:40'],
    ['2028-04-30 14:45:41', null, '2028-04-30 14:45:40'],
    ['2300-01-01 00:00:00', null, '2028-04-30 14:45:40'],
  ])('%s: %s is the next one, %s the last one', (at, next, last) => {
    const { pattern } = parseOnCalendar(TWICE)
    expect([show(nextLocalTime(pattern, wall(at))), show(previousLocalTime(pattern, wall(at)))]).toEqual([next, last])
  })
})

it.each([
  ['*-*~1', '2100-02-01', '2100-02-28'],
  ['*-*~1', '2000-02-01', '2000-02-29'],
  ['*-*~1', '2026-11-15', '2026-11-30'],
  ['*-*~1', '2026-09-15', '2026-09-30'],
  ['*-*~1', '2026-06-15', '2026-06-30'],
  ['*-*~1', '2026-12-15', '2026-12-31'],
  ['Thu *-01-01', '1970-01-01', '1970-01-01'],
  ['Wed *-12-31', '2190-01-01', '2194-12-31'],
])('the first day of %s from %s on is %s', (expression, from, day) => {
  const { pattern } = parseOnCalendar(expression)
  const next = nextLocalTime(pattern, wall(`${from} 00:00`))
  expect(show(next)).toBe(`${day} 00:00:00`)
  expect(previousLocalTime(pattern, next!)).toBe(next)
})

it('a search ends with the years of the pattern, in both directions', () => {
  const { pattern } = parseOnCalendar('*-01-01 12:00')
  expect(show(nextLocalTime(pattern, wall('1800-01-01 00:00')))).toBe('1970-01-01 12:00:00')
  expect(previousLocalTime(pattern, wall('1970-01-01 11:59'))).toBeNull()
  expect(show(previousLocalTime(pattern, wall('3000-01-01 00:00')))).toBe('2199-01-01 12:00:00')
  expect(nextLocalTime(pattern, wall('2199-01-01 12:01'))).toBeNull()
  expect(show(nextLocalTime(pattern, wall('1970-06-01 00:00')))).toBe('1971-01-01 12:00:00')
  expect(show(nextLocalTime(pattern, wall('2198-06-01 00:00')))).toBe('2199-01-01 12:00:00')
  const { pattern: last } = parseOnCalendar('*-12-31 12:00')
  expect(show(previousLocalTime(last, wall('2199-06-01 00:00')))).toBe('2198-12-31 12:00:00')
})
