import { describe, expect, it } from 'vitest'
import { formatInstant, formatInstantInFull, isZone } from './format-instant'

const at = (text: string) => Date.parse(text)
const now = at('2026-11-22T01:00:00Z')
const berlin = { now, zone: 'Europe/Berlin' }

describe('formatInstant', () => {
  it.each([
    ['2026-11-22T01:14:07Z', '02:14'],
    ['2026-11-21T23:30:00Z', '00:30'],
    ['2026-11-21T22:59:00Z', 'Sat 23:59'],
    ['2026-11-16T12:00:00Z', 'Mon 13:00'],
    ['2026-11-15T12:00:00Z', '15 Nov 13:00'],
    ['2026-11-28T12:00:00Z', 'Sat 13:00'],
    ['2026-11-29T12:00:00Z', '29 Nov 13:00'],
    ['2025-12-31T23:30:00Z', '1 Jan 00:30'],
    ['2025-12-31T22:30:00Z', '31 Dec 2025'],
  ])('shows %s as %s to a viewer in Berlin', (instant, words) => {
    expect(formatInstant(at(instant), berlin)).toBe(words)
  })

  it('shows midnight as 00:00, with seconds if they matter', () => {
    expect(formatInstant(at('2026-11-21T23:00:05Z'), { ...berlin, seconds: true })).toBe('00:00:05')
  })

  it('keeps the local time of the zone over a change of the clock', () => {
    expect(formatInstant(at('2026-10-25T00:30:00Z'), { now: at('2026-10-25T02:00:00Z'), zone: 'Europe/Berlin' })).toBe(
      '02:30',
    )
    expect(formatInstant(at('2026-10-25T01:30:00Z'), { now: at('2026-10-25T02:00:00Z'), zone: 'Europe/Berlin' })).toBe(
      '02:30',
    )
  })
})

it('the title of a time has the date, the seconds and the zone', () => {
  expect(formatInstantInFull(at('2026-11-22T01:14:07Z'), 'Europe/Berlin')).toBe(
    'Sun 22 Nov 2026, 02:14:07 Europe/Berlin',
  )
})

it('of a zone that this machine does not know the times are those of UTC, and the whole instant says so', () => {
  const at = Date.parse('2026-11-22T02:14:07Z')
  expect(formatInstant(at, { now: at, zone: 'Mars/Olympus' })).toBe('02:14')
  expect(formatInstant(at, { now: at, zone: 'Mars/Olympus', locale: 'de-DE' })).toBe('02:14')
  expect(formatInstantInFull(at, 'Mars/Olympus')).toBe('Sun 22 Nov 2026, 02:14:07 UTC')
})

it('a zone from a cookie is used only if it is valid', () => {
  expect(['Europe/Berlin', 'UTC', '', 'Mars/Olympus', '../../etc'].map(isZone)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ])
})

it('days and months follow a locale if one is set, and times do not change', () => {
  const now = Date.parse('2026-11-22T12:00:00Z')
  const inGerman = (at: string) => formatInstant(Date.parse(at), { now, zone: 'UTC', locale: 'de-DE' })
  expect(inGerman('2026-11-22T02:14:00Z')).toBe('02:14')
  expect(inGerman('2026-11-20T02:14:00Z')).toBe('Fr 02:14')
  expect(inGerman('2026-10-02T02:14:00Z')).toBe('2. Okt. 02:14')
  expect(inGerman('2025-10-02T02:14:00Z')).toBe('2. Okt. 2025')
  const options = { now, zone: 'UTC', locale: 'en-US' }
  expect(formatInstant(Date.parse('2026-10-02T02:14:00Z'), options)).toBe('Oct 2 02:14')
})
