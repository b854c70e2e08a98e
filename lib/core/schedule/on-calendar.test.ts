import { describe, expect, it } from 'vitest'
import { nextOccurrences, parseSchedule, previousOccurrence, ScheduleError } from './index'

const onCalendar = (expression: string, timezone = 'UTC') => ({ type: 'oncalendar', expression, timezone }) as const
const utc = (text: string) => Date.parse(`${text.replace(' ', 'T')}Z`)
const show = (at: number) => new Date(at).toISOString().slice(0, 19).replace('T', ' ').replace(/:00$/, '')

// Results of `systemd-analyze calendar --iterations=4 --base-time=…` of systemd 252, TZ=UTC, tzdata 2025b.
const OBSERVED: readonly (readonly [expression: string, after: string, elapses: string])[] = [
  ['minutely', '2026-01-01 00:00:30', '2026-01-01 00:01 | 2026-01-01 00:02 | 2026-01-01 00:03 | 2026-01-01 00:04'],
  ['hourly', '2026-01-01 00:00:30', '2026-01-01 01:00 | 2026-01-01 02:00 | 2026-01-01 03:00 | 2026-01-01 04:00'],
  ['daily', '2026-01-01 00:00:30', '2026-01-02 00:00 | 2026-01-03 00:00 | 2026-01-04 00:00 | 2026-01-05 00:00'],
  ['weekly', '2026-01-01 00:00:30', '2026-01-05 00:00 | 2026-01-12 00:00 | 2026-01-19 00:00 | 2026-01-26 00:00'],
  ['monthly', '2026-01-01 00:00:30', '2026-02-01 00:00 | 2026-03-01 00:00 | 2026-04-01 00:00 | 2026-05-01 00:00'],
  ['quarterly', '2026-01-01 00:00:30', '2026-04-01 00:00 | 2026-07-01 00:00 | 2026-10-01 00:00 | 2027-01-01 00:00'],
  ['semiannually', '2026-01-01 00:00:30', '2026-07-01 00:00 | 2027-01-01 00:00 | 2027-07-01 00:00 | 2028-01-01 00:00'],
  ['yearly', '2026-01-01 00:00:30', '2027-01-01 00:00 | 2028-01-01 00:00 | 2029-01-01 00:00 | 2030-01-01 00:00'],
  ['Annually', '2026-01-01 00:00:30', '2027-01-01 00:00 | 2028-01-01 00:00 | 2029-01-01 00:00 | 2030-01-01 00:00'],
  ['Mon..Fri', '2026-01-01 00:00:30', '2026-01-02 00:00 | 2026-01-05 00:00 | 2026-01-06 00:00 | 2026-01-07 00:00'],
  [
    'Mon-Wed,Sat *-*-* 10:00',
    '2026-01-01 00:00:30',
    '2026-01-03 10:00 | 2026-01-05 10:00 | 2026-01-06 10:00 | 2026-01-07 10:00',
  ],
  [
    'thursday 23:59:59',
    '2026-01-01 00:00:30',
    '2026-01-01 23:59:59 | 2026-01-08 23:59:59 | 2026-01-15 23:59:59 | 2026-01-22 23:59:59',
  ],
  ['Mon, 10:00', '2026-01-01 00:00:30', '2026-01-05 10:00 | 2026-01-12 10:00 | 2026-01-19 10:00 | 2026-01-26 10:00'],
  ['10:00', '2026-01-01 00:00:30', '2026-01-01 10:00 | 2026-01-02 10:00 | 2026-01-03 10:00 | 2026-01-04 10:00'],
  ['*:0/15', '2026-01-01 00:00:30', '2026-01-01 00:15 | 2026-01-01 00:30 | 2026-01-01 00:45 | 2026-01-01 01:00'],
  [
    '*:*:30/20',
    '2026-01-01 00:00:30',
    '2026-01-01 00:00:50 | 2026-01-01 00:01:30 | 2026-01-01 00:01:50 | 2026-01-01 00:02:30',
  ],
  ['12..14:10,20,30', '2026-01-01 13:15', '2026-01-01 13:20 | 2026-01-01 13:30 | 2026-01-01 14:10 | 2026-01-01 14:20'],
  ['1,2,3/5:2', '2026-01-01 00:00:30', '2026-01-01 01:02 | 2026-01-01 02:02 | 2026-01-01 03:02 | 2026-01-01 08:02'],
  ['0..23/2:00', '2026-01-01 20:30', '2026-01-01 22:00 | 2026-01-02 00:00 | 2026-01-02 02:00 | 2026-01-02 04:00'],
  ['1..3/5:00', '2026-01-01 00:00:30', '2026-01-01 01:00 | 2026-01-02 01:00 | 2026-01-03 01:00 | 2026-01-04 01:00'],
  [
    '*:*:58/1',
    '2026-01-01 00:00:30',
    '2026-01-01 00:00:58 | 2026-01-01 00:00:59 | 2026-01-01 00:01:58 | 2026-01-01 00:01:59',
  ],
  ['03-05', '2026-01-01 00:00:30', '2026-03-05 00:00 | 2027-03-05 00:00 | 2028-03-05 00:00 | 2029-03-05 00:00'],
  ['*-1/3-1', '2026-01-01 00:00:30', '2026-04-01 00:00 | 2026-07-01 00:00 | 2026-10-01 00:00 | 2027-01-01 00:00'],
  ['*-*-1..7/2', '2026-01-01 00:00:30', '2026-01-03 00:00 | 2026-01-05 00:00 | 2026-01-07 00:00 | 2026-02-01 00:00'],
  ['*-*-29/2', '2026-01-01 00:00:30', '2026-01-29 00:00 | 2026-01-31 00:00 | 2026-03-29 00:00 | 2026-03-31 00:00'],
  ['2026/2-1-1', '2026-01-01 00:00:30', '2028-01-01 00:00 | 2030-01-01 00:00 | 2032-01-01 00:00 | 2034-01-01 00:00'],
  ['26..28-1-1', '2026-01-01 00:00:30', '2027-01-01 00:00 | 2028-01-01 00:00'],
  ['69-1-1', '2026-01-01 00:00:30', '2069-01-01 00:00'],
  [
    'Thu,Fri 2027-*-1,5 11:12:13',
    '2026-01-01 00:00:30',
    '2027-01-01 11:12:13 | 2027-02-05 11:12:13 | 2027-03-05 11:12:13 | 2027-04-01 11:12:13',
  ],
  ['*-02-29', '2026-01-01 00:00:30', '2028-02-29 00:00 | 2032-02-29 00:00 | 2036-02-29 00:00 | 2040-02-29 00:00'],
  ['Mon *-02-29', '2026-01-01 00:00:30', '2044-02-29 00:00 | 2072-02-29 00:00 | 2112-02-29 00:00 | 2140-02-29 00:00'],
  ['*-*~1', '2026-01-01 00:00:30', '2026-01-31 00:00 | 2026-02-28 00:00 | 2026-03-31 00:00 | 2026-04-30 00:00'],
  ['*-02~03', '2026-01-01 00:00:30', '2026-02-26 00:00 | 2027-02-26 00:00 | 2028-02-27 00:00 | 2029-02-26 00:00'],
  ['Mon *-05~07/1', '2026-01-01 00:00:30', '2026-05-25 00:00 | 2027-05-31 00:00 | 2028-05-29 00:00 | 2029-05-28 00:00'],
  ['*-*~1..3', '2026-01-01 00:00:30', '2026-01-29 00:00 | 2026-01-30 00:00 | 2026-01-31 00:00 | 2026-02-26 00:00'],
  ['*-*~1,3', '2026-01-01 00:00:30', '2026-01-29 00:00 | 2026-01-31 00:00 | 2026-02-26 00:00 | 2026-02-28 00:00'],
  ['*-*~7/2', '2026-01-01 00:00:30', '2026-01-25 00:00 | 2026-01-27 00:00 | 2026-01-29 00:00 | 2026-01-31 00:00'],
  ['*-*~3..8/2', '2026-01-01 00:00:30', '2026-01-25 00:00 | 2026-01-27 00:00 | 2026-01-29 00:00 | 2026-02-22 00:00'],
  ['*~28', '2026-01-01 00:00:30', '2026-01-04 00:00 | 2026-02-01 00:00 | 2026-03-04 00:00 | 2026-04-03 00:00'],
  ['2026-01-02', '2026-01-01 00:00:30', '2026-01-02 00:00'],
  ['2025-01-02', '2026-01-01 00:00:30', ''],
  [
    '02:30 Europe/Berlin',
    '2026-03-28 00:00',
    '2026-03-28 01:30 | 2026-03-30 00:30 | 2026-03-31 00:30 | 2026-04-01 00:30',
  ],
  [
    '2,3:00,30 Europe/Berlin',
    '2026-03-29 00:00',
    '2026-03-29 01:00 | 2026-03-29 01:30 | 2026-03-30 00:00 | 2026-03-30 00:30',
  ],
  [
    '*:0/20 Europe/Berlin',
    '2026-03-29 00:30',
    '2026-03-29 00:40 | 2026-03-29 01:00 | 2026-03-29 01:20 | 2026-03-29 01:40',
  ],
  [
    'hourly Europe/Berlin',
    '2026-10-24 22:30',
    '2026-10-24 23:00 | 2026-10-25 00:00 | 2026-10-25 02:00 | 2026-10-25 03:00',
  ],
  [
    '*:0/20 Europe/Berlin',
    '2026-10-25 00:15',
    '2026-10-25 00:20 | 2026-10-25 00:40 | 2026-10-25 02:00 | 2026-10-25 02:20',
  ],
  [
    '02:30 Europe/Berlin',
    '2026-10-24 20:00',
    '2026-10-25 00:30 | 2026-10-26 01:30 | 2026-10-27 01:30 | 2026-10-28 01:30',
  ],
  [
    '01:30 America/New_York',
    '2026-11-01 03:00',
    '2026-11-01 05:30 | 2026-11-02 06:30 | 2026-11-03 06:30 | 2026-11-04 06:30',
  ],
  [
    '02:30 America/New_York',
    '2026-03-07 08:00',
    '2026-03-09 06:30 | 2026-03-10 06:30 | 2026-03-11 06:30 | 2026-03-12 06:30',
  ],
  [
    'daily America/Santiago',
    '2026-09-04 00:00',
    '2026-09-04 04:00 | 2026-09-05 04:00 | 2026-09-07 03:00 | 2026-09-08 03:00',
  ],
  [
    'daily Africa/Cairo',
    '2026-04-22 00:00',
    '2026-04-22 22:00 | 2026-04-24 21:00 | 2026-04-25 21:00 | 2026-04-26 21:00',
  ],
  [
    '*:0/10 Australia/Lord_Howe',
    '2026-04-04 14:35',
    '2026-04-04 14:40 | 2026-04-04 14:50 | 2026-04-04 15:30 | 2026-04-04 15:40',
  ],
  [
    '*:0/10 Australia/Lord_Howe',
    '2026-10-03 15:15',
    '2026-10-03 15:20 | 2026-10-03 15:30 | 2026-10-03 15:40 | 2026-10-03 15:50',
  ],
  [
    '2:15 Australia/Lord_Howe',
    '2026-10-02 00:00',
    '2026-10-02 15:45 | 2026-10-04 15:15 | 2026-10-05 15:15 | 2026-10-06 15:15',
  ],
  [
    'Sun *-10~07/1 2:30 Europe/Berlin',
    '2026-01-01 00:00',
    '2026-10-25 00:30 | 2027-10-31 00:30 | 2028-10-29 00:30 | 2029-10-28 00:30',
  ],
  [
    '0:15 Antarctica/Troll',
    '2026-03-28 00:00',
    '2026-03-28 00:15 | 2026-03-29 00:15 | 2026-03-29 22:15 | 2026-03-30 22:15',
  ],
  ['daily utc', '2026-01-01 00:00:30', '2026-01-02 00:00 | 2026-01-03 00:00 | 2026-01-04 00:00 | 2026-01-05 00:00'],
  ['Mon UTC', '2026-01-01 00:00:30', '2026-01-05 00:00 | 2026-01-12 00:00 | 2026-01-19 00:00 | 2026-01-26 00:00'],
  ['daily CET', '2026-07-01 00:00:30', '2026-07-01 22:00 | 2026-07-02 22:00 | 2026-07-03 22:00 | 2026-07-04 22:00'],
]

describe('OnCalendar', () => {
  it.each(OBSERVED)('%s after %s elapses as systemd 252 says', (expression, after, elapses) => {
    expect(nextOccurrences(onCalendar(expression), utc(after), 4).map(show).join(' | ')).toBe(elapses)
  })

  it.each(OBSERVED)('%s after %s is found in a search backwards too', (expression, _, elapses) => {
    const times = elapses.split(' | ').filter(Boolean).map(utc)
    for (const [index, at] of times.entries()) {
      expect(previousOccurrence(onCalendar(expression), at)).toBe(at)
      if (index > 0) expect(previousOccurrence(onCalendar(expression), at - 1)).toBe(times[index - 1])
    }
    const last = times.at(-1)
    expect(previousOccurrence(onCalendar(expression), last ?? 0)).toBe(last ?? null)
  })

  it('skips a wall time in a gap, and uses only the first pass of an hour that comes twice', () => {
    const nightly = onCalendar('*-*-* 02:30', 'Europe/Berlin')
    expect(nextOccurrences(nightly, utc('2026-03-28 12:00'), 1).map(show)).toEqual(['2026-03-30 00:30'])
    expect(nextOccurrences(nightly, utc('2026-10-25 00:30'), 1).map(show)).toEqual(['2026-10-26 01:30'])
  })

  it('gives the same result within the second pass and before it', () => {
    // Within the second pass, systemd 252 says 01:20: its result depends on the time at which it was started.
    const often = onCalendar('*:0/20', 'Europe/Berlin')
    expect(nextOccurrences(often, utc('2026-10-25 01:10'), 1).map(show)).toEqual(['2026-10-25 02:00'])
    expect(show(previousOccurrence(often, utc('2026-10-25 01:59'))!)).toBe('2026-10-25 00:40')
  })

  it('prefers the zone in the expression to the zone of the monitor', () => {
    const after = utc('2026-01-01 12:00')
    expect(nextOccurrences(onCalendar('daily Asia/Tokyo', 'Europe/Berlin'), after, 1).map(show)).toEqual([
      '2026-01-01 15:00',
    ])
    expect(nextOccurrences(onCalendar('daily', 'Europe/Berlin'), after, 1).map(show)).toEqual(['2026-01-01 23:00'])
  })

  it('reads several spaces as one', () => {
    expect(nextOccurrences(onCalendar('  Mon   *-*-*  10:00  '), utc('2026-01-01 00:00'), 1).map(show)).toEqual([
      '2026-01-05 10:00',
    ])
  })

  it('accepts a fraction of zero', () => {
    expect(nextOccurrences(onCalendar('10:00:00.000'), utc('2026-01-01 00:00'), 1).map(show)).toEqual([
      '2026-01-01 10:00',
    ])
  })

  it.each([
    ['', 'write weekdays, a date and a time'],
    ['*', 'not year-month-day'],
    ['-01-02', 'not year-month-day'],
    ['100-01-01', 'the year "100" is out of range'],
    ['*-*-1..7/31', 'never repeats'],
    ['Mon 1x:00', 'the hour "1x" cannot be read'],
    ['Xyz..Fri', 'not a weekday'],
    ['Mon..Xyz', 'not a weekday'],
    ['10', 'not year-month-day'],
    ['2026', 'not year-month-day'],
    ['*-*-~1', 'not year-month-day'],
    ['2026-01-01T10:00', 'the hour "2026-01-01T10" cannot be read'],
    ['@daily', 'not year-month-day'],
    ['2026-1', 'the month "2026" is out of range; use 1 to 12'],
    ['*-13-1', 'the month "13" is out of range; use 1 to 12'],
    ['*-*-32', 'the day "32" is out of range; use 1 to 31'],
    ['*-*~29', 'the day from the end "29" is out of range; use 1 to 28'],
    ['1969-1-1', 'the year "1969" is out of range; use 1970 to 2199'],
    ['25:00', 'the hour "25" is out of range; use 0 to 23'],
    ['10:60', 'the minute "60" is out of range; use 0 to 59'],
    ['10:00:60', 'the second "60" is out of range; use 0 to 59'],
    ['10:00:00.5', 'times are whole seconds here'],
    ['*:*:00/0.5', 'times are whole seconds here'],
    ['*:*/15', 'write * alone, or 0/15 to repeat'],
    ['*:1,*', 'write * alone'],
    ['22..2:00', 'goes downwards'],
    ['*-*~3..1', 'goes downwards'],
    ['0/0:00', 'repeats every 0'],
    ['1/23:00', 'never repeats'],
    ['*-*-30/2', 'never repeats'],
    ['*-*~1/1', 'never repeats'],
    ['10:', 'the minute "" cannot be read'],
    ['10:0:0:0', 'not hour:minute'],
    ['Fri..Mon', 'write Fri..Sun,Mon..Mon'],
    ['Mond', 'not a weekday'],
    ['Mon,,Tue 10:00', 'not a weekday'],
    ['Mon..Wed..Fri', 'not a weekday'],
    ['weekly 10:00', 'not a weekday'],
    ['Mon Tue 10:00', 'not year-month-day'],
    ['10:00 10:00', 'was not understood'],
    ['daily Mars/Nowhere', 'Unknown time zone "Mars/Nowhere"'],
    ['*-02-30', 'never fires'],
    ['2027-02-29', 'never fires'],
    ['Mon 2026-11-22', 'never fires'],
    ['2026-03-29 02:30 Europe/Berlin', 'never fires'],
  ])('%j is refused with advice', (expression, advice) => {
    expect(() => parseSchedule(onCalendar(expression))).toThrow(ScheduleError)
    expect(() => parseSchedule(onCalendar(expression))).toThrow(advice)
  })

  const CANNOT = 'Cannot read OnCalendar expression'

  it.each([
    [' ', `${CANNOT} "": write weekdays, a date and a time, such as Mon..Fri *-*-* 02:00.`],
    ['2026', `${CANNOT} "2026": the date "2026" is not year-month-day, month-day or, from the end, month~day.`],
    ['10', `${CANNOT} "10": the date "10" is not year-month-day, month-day or, from the end, month~day.`],
    ['1:2:3:4', `${CANNOT} "1:2:3:4": the time "1:2:3:4" is not hour:minute or hour:minute:second.`],
    ['*-*-* 5', `${CANNOT} "*-*-* 5": the time "5" is not hour:minute or hour:minute:second.`],
    [
      '1:00 2:00 3:00',
      `${CANNOT} "1:00 2:00 3:00": "2:00 3:00" was not understood; the order is weekdays, date, time, zone.`,
    ],
    ['*:x', `${CANNOT} "*:x": the minute "x" cannot be read; use *, 5, 1..5, 0/15 or lists of these.`],
    ['*:*/15', `${CANNOT} "*:*/15": the minute "*/15" cannot be read; write * alone, or 0/15 to repeat.`],
    ['*:1.5', `${CANNOT} "*:1.5": the minute "1.5" has a fraction; times are whole seconds here, so leave it out.`],
    ['*-0-1', `${CANNOT} "*-0-1": the month "0" is out of range; use 1 to 12.`],
    ['*-*-1..32', `${CANNOT} "*-*-1..32": the day "1..32" is out of range; use 1 to 31.`],
    ['*:9..8', `${CANNOT} "*:9..8": the minute range "9..8" goes downwards; write the smaller one first.`],
    ['*:0..8/0', `${CANNOT} "*:0..8/0": the minute "0..8/0" repeats every 0; use at least 1.`],
    ['*:*:50/10', `${CANNOT} "*:*:50/10": the second "50/10" never repeats; leave the step out.`],
    ['*:*:0..9/60', `${CANNOT} "*:*:0..9/60": the second "0..9/60" never repeats; leave the step out.`],
    ['*-*~7/7', `${CANNOT} "*-*~7/7": the day from the end "7/7" never repeats; leave the step out.`],
    [
      'Mon..Wed..Fri',
      `${CANNOT} "Mon..Wed..Fri": "Mon..Wed..Fri" is not a weekday; use Mon to Sun, lists (Mon,Wed) and ranges (Mon..Fri).`,
    ],
    [
      'sat-tuesday 10:00',
      `${CANNOT} "sat-tuesday 10:00": the week goes from Mon to Sun; write sat..Sun,Mon..tuesday to continue past its end.`,
    ],
    ['daily Mars/Nowhere', 'Unknown time zone "Mars/Nowhere". Use an IANA name such as Europe/Berlin, or UTC.'],
  ])('%j is refused with these words', (expression, words) => {
    expect(() => parseSchedule(onCalendar(expression))).toThrow(new ScheduleError(words))
  })

  it.each([
    ['*:*:49/10', '2026-01-01 00:00:49 | 2026-01-01 00:00:59'],
    ['*:*:0..59/59', '2026-01-01 00:00:59 | 2026-01-01 00:01'],
    ['*-*~7/6', '2026-01-25 00:00 | 2026-01-31 00:00'],
    ['*:5..5', '2026-01-01 00:05 | 2026-01-01 01:05'],
    ['*:50..59/20', '2026-01-01 00:50 | 2026-01-01 01:50'],
    ['semi-annually', '2026-07-01 00:00 | 2027-01-01 00:00'],
    ['biannually', '2026-07-01 00:00 | 2027-01-01 00:00'],
    ['bi-annually', '2026-07-01 00:00 | 2027-01-01 00:00'],
    ['anually', '2027-01-01 00:00 | 2028-01-01 00:00'],
    ['Sun', '2026-01-04 00:00 | 2026-01-11 00:00'],
    ['tue,sat..sunday', '2026-01-03 00:00 | 2026-01-04 00:00'],
    ['99-12-31', ''],
    ['70-01-01', ''],
  ])('%s after New Year elapses at %s', (expression, elapses) => {
    expect(nextOccurrences(onCalendar(expression), utc('2026-01-01 00:00'), 2).map(show).join(' | ')).toBe(elapses)
  })
})
