import { expect, test } from 'vitest'
import { dayAfter, startOfDay } from './start-of-day'

test.each([
  ['2026-11-22', 'UTC', '2026-11-22T00:00:00.000Z'],
  ['2026-11-22', 'Europe/Berlin', '2026-11-21T23:00:00.000Z'],
  ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
  ['2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00.000Z'],
  ['2026-11-22', 'America/New_York', '2026-11-22T05:00:00.000Z'],
  ['2026-11-22', 'Asia/Kathmandu', '2026-11-21T18:15:00.000Z'],
  ['2026-11-22', 'Pacific/Kiritimati', '2026-11-21T10:00:00.000Z'],
])('%s begins in %s at %s', (day, zone, at) => expect(startOfDay(day, zone)?.toISOString()).toBe(at))

test.each([undefined, '', 'today', '2026-02-30', '2026-13-01', '2026-1-1', '9999999-01-01'])('%j is no day', (day) =>
  expect(startOfDay(day, 'UTC')).toBeNull(),
)

test('a day follows another', () => {
  expect(dayAfter('2026-11-30')).toBe('2026-12-01')
  expect(dayAfter('2028-02-28')).toBe('2028-02-29')
})
