import { describe, expect, it } from 'vitest'
import type { Schedule } from '../types'
import {
  describeSchedule,
  nextOccurrence,
  nextOccurrences,
  occurrenceFor,
  parseSchedule,
  previousOccurrence,
  ScheduleError,
} from './index'

const cron = (expression: string, timezone = 'UTC') => ({ type: 'cron', expression, timezone }) as const
const onCalendar = (expression: string, timezone = 'UTC') => ({ type: 'oncalendar', expression, timezone }) as const
const interval = (seconds: number) => ({ type: 'interval', seconds }) as const
const none: Schedule = { type: 'none' }
const utc = (text: string) => Date.parse(`${text.replace(' ', 'T')}Z`)
const show = (at: number | null) => at && new Date(at).toISOString().slice(0, 19).replace('T', ' ')

describe('an interval', () => {
  it('is due one interval after the given instant, and has no fixed occurrences', () => {
    expect(nextOccurrence(interval(90), 1_000)).toBe(91_000)
    expect(nextOccurrences(interval(60), 0, 3)).toEqual([60_000, 120_000, 180_000])
    expect(previousOccurrence(interval(90), 1_000)).toBeNull()
    expect(occurrenceFor(interval(90), 1_000, 60)).toBeNull()
  })

  it.each([1, 31_536_000])('of %d s is accepted', (seconds) => {
    expect(parseSchedule(interval(seconds))).toEqual(interval(seconds))
  })

  it.each([0, -5, 31_536_001, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('of %d s is refused', (seconds) => {
    expect(() => parseSchedule(interval(seconds))).toThrow(ScheduleError)
    expect(() => parseSchedule(interval(seconds))).toThrow(`between 1 and 31536000; got ${seconds}.`)
  })
})

describe('no schedule', () => {
  it('has no occurrences', () => {
    expect(nextOccurrence(none, 0)).toBeNull()
    expect(nextOccurrences(none, 0, 5)).toEqual([])
    expect(previousOccurrence(none, 0)).toBeNull()
    expect(occurrenceFor(none, 0, 60)).toBeNull()
  })
})

describe('a schedule with an end', () => {
  it('has fewer occurrences than asked for', () => {
    const once = onCalendar('2026-11-22 10:00')
    expect(nextOccurrences(once, utc('2026-01-01 00:00'), 5).map(show)).toEqual(['2026-11-22 10:00:00'])
    expect(nextOccurrence(once, utc('2026-11-22 10:00'))).toBeNull()
    expect(previousOccurrence(once, utc('2026-11-22 09:59'))).toBeNull()
    expect(show(previousOccurrence(once, utc('2080-01-01 00:00')))).toBe('2026-11-22 10:00:00')
  })

  it('may have its last occurrence on the last day of its years', () => {
    const last = onCalendar('*-12-31 23:59')
    expect(show(nextOccurrence(last, utc('2199-01-01 00:00')))).toBe('2199-12-31 23:59:00')
    expect(nextOccurrence(last, utc('2199-12-31 23:59'))).toBeNull()
  })

  it('gives a result for instants outside the range of dates', () => {
    const hourly = cron('@hourly')
    expect(nextOccurrence(hourly, Number.MAX_SAFE_INTEGER)).toBeNull()
    expect(previousOccurrence(hourly, Number.MIN_SAFE_INTEGER)).toBeNull()
    expect(nextOccurrence(hourly, Number.MIN_SAFE_INTEGER)).toBe(0)
    expect(show(previousOccurrence(hourly, Number.MAX_SAFE_INTEGER))).toBe('9999-12-31 23:00:00')
  })
})

describe('parsing', () => {
  it('reads an expression once', () => {
    expect(parseSchedule(cron('3 4 * * *', 'Asia/Tokyo'))).toBe(parseSchedule(cron('3 4 * * *', 'Asia/Tokyo')))
  })

  it('keeps cron and OnCalendar, and their zones, apart', () => {
    const after = utc('2026-01-01 00:00')
    expect(show(nextOccurrence(cron('0 5 * * *', 'Asia/Tokyo'), after))).toBe('2026-01-01 20:00:00')
    expect(show(nextOccurrence(cron('0 5 * * *', 'UTC'), after))).toBe('2026-01-01 05:00:00')
    expect(() => parseSchedule(onCalendar('0 5 * * *'))).toThrow(ScheduleError)
  })

  it('removes the oldest of very many expressions from the cache without an error', () => {
    const first = cron('0 0 * * *')
    const before = parseSchedule(first)
    for (let minute = 0; minute < 60; minute++) {
      for (let hour = 0; hour < 24; hour++) parseSchedule(cron(`${minute} ${hour} * * *`, 'Asia/Tokyo'))
    }
    expect(parseSchedule(first)).not.toBe(before)
    expect(nextOccurrence(first, 0)).toBe(86_400_000)
  })
})

describe('the occurrence that a beat belongs to', () => {
  const hourly = cron('0 * * * *')
  it.each([
    ['on time', hourly, '2026-01-01 12:00:00', 600, '2026-01-01 12:00:00'],
    ['late', hourly, '2026-01-01 12:20:00', 600, '2026-01-01 12:00:00'],
    ['early by exactly the grace', hourly, '2026-01-01 12:50:00', 600, '2026-01-01 13:00:00'],
    ['too early by a second', hourly, '2026-01-01 12:49:59', 600, '2026-01-01 12:00:00'],
    ['early by exactly half the gap, with a long grace', hourly, '2026-01-01 12:30:00', 86_400, '2026-01-01 13:00:00'],
    ['early by more than half the gap', hourly, '2026-01-01 12:29:59', 86_400, '2026-01-01 12:00:00'],
    ['early without grace', hourly, '2026-01-01 12:59:59', 0, '2026-01-01 12:00:00'],
    ['after a short gap', cron('0,10 * * * *'), '2026-01-01 12:04:59', 3_600, '2026-01-01 12:00:00'],
    ['after a short gap, later', cron('0,10 * * * *'), '2026-01-01 12:05:00', 3_600, '2026-01-01 12:10:00'],
    ['before the only one', onCalendar('2026-01-01 12:00'), '2026-01-01 11:50:00', 600, '2026-01-01 12:00:00'],
    ['long before the only one', onCalendar('2026-01-01 12:00'), '2026-01-01 11:49:59', 600, null],
    ['after the only one', onCalendar('2026-01-01 12:00'), '2026-06-01 00:00:00', 600, '2026-01-01 12:00:00'],
  ])('%s', (_, schedule, receivedAt, graceSeconds, expected) => {
    expect(show(occurrenceFor(schedule, utc(receivedAt), graceSeconds))).toBe(expected)
  })
})

describe('a description', () => {
  it.each([
    [interval(300), 'every 5 min'],
    [interval(1), 'every 1 s'],
    [interval(5_400), 'every 1 h 30 min'],
    [interval(90_061), 'every 1 d 1 h 1 min 1 s'],
    [interval(0), 'every 0 s'],
    [cron(' 0  2 * * * ', 'Europe/Berlin'), 'cron 0 2 * * * Europe/Berlin'],
    [cron('not cron', 'Nowhere'), 'cron not cron Nowhere'],
    [onCalendar('Mon..Fri 02:00', 'Europe/Berlin'), 'OnCalendar Mon..Fri 02:00 Europe/Berlin'],
    [onCalendar('Mon..Fri 02:00 Asia/Tokyo', 'Europe/Berlin'), 'OnCalendar Mon..Fri 02:00 Asia/Tokyo'],
    [none, 'no schedule'],
  ])('of %j is short', (schedule: Schedule, expected) => {
    expect(describeSchedule(schedule)).toBe(expected)
  })
})

it('an error of a schedule has its own name in a log', () => {
  expect(String(new ScheduleError('no.'))).toBe('ScheduleError: no.')
})
