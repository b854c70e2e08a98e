import { describe, expect, it } from 'vitest'
import { nextOccurrence, nextOccurrences, parseSchedule, previousOccurrence, ScheduleError } from './index'

const cron = (expression: string, timezone = 'UTC') => ({ type: 'cron', expression, timezone }) as const
const utc = (text: string) => Date.parse(`${text.replace(' ', 'T')}Z`)
const show = (at: number) => new Date(at).toISOString().slice(0, 16).replace('T', ' ')
const next = (expression: string, timezone: string, after: string, count = 3) =>
  nextOccurrences(cron(expression, timezone), utc(after), count)
    .map((at) => show(at).slice(5))
    .join(' | ')

describe('cron fields', () => {
  // 2026-11-01 is a Sunday.
  it.each([
    ['*/15 * * * *', '11-01 12:15 | 11-01 12:30 | 11-01 12:45'],
    ['5-50/20 * * * *', '11-01 12:05 | 11-01 12:25 | 11-01 12:45'],
    ['0 9-17/4,22 * * *', '11-01 13:00 | 11-01 17:00 | 11-01 22:00'],
    ['*/90 * * * *', '11-01 13:00 | 11-01 14:00 | 11-01 15:00'],
    ['0 0 * * 0', '11-08 00:00 | 11-15 00:00 | 11-22 00:00'],
    ['0 0 * * 7', '11-08 00:00 | 11-15 00:00 | 11-22 00:00'],
    ['0 0 * * SUN', '11-08 00:00 | 11-15 00:00 | 11-22 00:00'],
    ['0 0 * * mon-fri', '11-02 00:00 | 11-03 00:00 | 11-04 00:00'],
    ['0 0 * * FRI-SUN', '11-06 00:00 | 11-07 00:00 | 11-08 00:00'],
    ['0 0 * * 5-7', '11-06 00:00 | 11-07 00:00 | 11-08 00:00'],
    ['0 0 * * Sun-Tue', '11-02 00:00 | 11-03 00:00 | 11-08 00:00'],
    ['0 0 1 jan,JUL-aug *', '01-01 00:00 | 07-01 00:00 | 08-01 00:00'],
    ['0 0 29 2 *', '02-29 00:00 | 02-29 00:00 | 02-29 00:00'],
    ['0 0 31 * *', '12-31 00:00 | 01-31 00:00 | 03-31 00:00'],
    ['0 0 * * SUN-SUN', '11-08 00:00 | 11-15 00:00 | 11-22 00:00'],
    ['*/1 * * * *', '11-01 12:01 | 11-01 12:02 | 11-01 12:03'],
    ['  0\t0  *  * * ', '11-02 00:00 | 11-03 00:00 | 11-04 00:00'],
    ['@hourly', '11-01 13:00 | 11-01 14:00 | 11-01 15:00'],
    ['@daily', '11-02 00:00 | 11-03 00:00 | 11-04 00:00'],
    ['@midnight', '11-02 00:00 | 11-03 00:00 | 11-04 00:00'],
    ['@weekly', '11-08 00:00 | 11-15 00:00 | 11-22 00:00'],
    ['@monthly', '12-01 00:00 | 01-01 00:00 | 02-01 00:00'],
    ['@yearly', '01-01 00:00 | 01-01 00:00 | 01-01 00:00'],
    ['@annually', '01-01 00:00 | 01-01 00:00 | 01-01 00:00'],
  ])('%s fires at %s', (expression, expected) => {
    expect(next(expression, 'UTC', '2026-11-01 12:00')).toBe(expected)
  })

  it.each('JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ').map((name, index) => [name, index + 1]))(
    '%s is month %i, in any case',
    (name, month) => {
      const inMonth = (text: string | number) => next(`0 0 1 ${text} *`, 'UTC', '2026-11-01 12:00')
      expect([inMonth(name), inMonth(`${name}`.toLowerCase())]).toEqual([inMonth(month), inMonth(month)])
    },
  )

  it.each('SUN MON TUE WED THU FRI SAT'.split(' ').map((name, index) => [name, index]))(
    '%s is weekday %i',
    (name, day) => {
      const on = (text: string | number) => next(`0 0 * * ${text}`, 'UTC', '2026-11-01 12:00')
      expect(on(name)).toBe(on(day))
    },
  )

  it.each([
    ['both day fields restricted: one of them must match', '0 0 1,15 * 5', '11-06 00:00 | 11-13 00:00 | 11-15 00:00'],
    ['a day of month that begins with *: both must match', '0 0 */2 * 1', '11-09 00:00 | 11-23 00:00 | 12-07 00:00'],
    ['a weekday that begins with *: both must match', '0 0 1 * */2', '12-01 00:00 | 04-01 00:00 | 05-01 00:00'],
    ['Debian’s first Monday of a month', '0 8 */100,1-7 * MON', '11-02 08:00 | 12-07 08:00 | 01-04 08:00'],
    ['impossible days, but possible weekdays', '0 0 31 2 1', '02-01 00:00 | 02-08 00:00 | 02-15 00:00'],
  ])('days follow the rule of vixie cron: %s', (_, expression, expected) => {
    expect(next(expression, 'UTC', '2026-11-01 12:00')).toBe(expected)
  })

  it.each([
    ['', 'five fields'],
    ['* * * *', 'five fields'],
    ['0 * * * * *', 'five fields'],
    ['0 2 * * * /usr/bin/backup', 'five fields'],
    ['@reboot', 'Use schedule type none'],
    ['@every 5m', 'Use one of @hourly'],
    ['60 * * * *', 'use 0 to 59'],
    ['-1 * * * *', 'use *, numbers'],
    ['* 24 * * *', 'use 0 to 23'],
    ['* * 0 * *', 'use 1 to 31'],
    ['* * * 13 *', 'use 1 to 12 or JAN to DEC'],
    ['* * * * 8', 'use 0 to 7 or SUN to SAT'],
    ['* * * * MONDAY', 'use 0 to 7 or SUN to SAT'],
    ['* * * MON *', 'use 1 to 12 or JAN to DEC'],
    ['* * L * *', 'use 1 to 31'],
    ['* * 15W * *', 'use 1 to 31'],
    ['* * * * 5#2', '# and ? are not cron'],
    ['* * ? * *', '# and ? are not cron'],
    ['H * * * *', 'use 0 to 59'],
    ['5/15 * * * *', 'as in 5-59/15'],
    ['* 22-2 * * *', 'write 22-23,0-2'],
    ['*/0 * * * *', 'a step is at least 1'],
    ['@every 48h', 'use schedule type interval with seconds 172800'],
    ['@every 1h30m', 'with seconds 5400'],
    ['CRON_TZ=Europe/Berlin 0 3 * * *', 'put "Europe/Berlin" into the field timezone'],
    ['TZ="UTC" 0 3 * * *', 'put "UTC" into the field timezone'],
    ['H 3 * * *', 'write that number'],
    ['H/15 * * * *', 'a step needs * or a range'],
    ['0\u200b 3 * * *', '"0<U+200B>"'],
    ['0 3 * * 1\u20135', '"1<U+2013>5"'],
    ['0 3 * * 1\u22125', '"1<U+2212>5"'],
    ['\ufeff0 3 * * * x', 'has 6'],
    ['1\u00ad5 * * * *', '"1<U+00AD>5"'],
    ['* * * * XX-SUN', 'use 0 to 7 or SUN to SAT'],
    ['0 3 * * * TZ=UTC', 'has 6'],
    ['', '"" has 0'],
    ['1,,2 * * * *', 'use *, numbers'],
    ['1.5 * * * *', 'use *, numbers'],
    ['0 0 31 2 *', 'never fires'],
    ['0 0 31 2 *', 'use schedule type none'],
    ['0 0 30,31 2 */2', 'never fires'],
    ['0 0 31 4,6,9,11 *', 'never fires'],
  ])('%j is refused with advice', (expression, advice) => {
    expect(() => parseSchedule(cron(expression))).toThrow(ScheduleError)
    expect(() => parseSchedule(cron(expression))).toThrow(advice)
  })

  const SHORTHANDS = '@hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually'
  const cannotRead = (item: string, field: string, expression: string) =>
    `Cannot read "${item}" as ${field} in cron expression "${expression}": `

  it.each([
    ['@reboot', '@reboot has no times to expect. Use schedule type none for jobs that run at boot.'],
    ['@Often', `Unknown shorthand "@Often". Use one of ${SHORTHANDS}.`],
    ['@every 5m 5', `Unknown shorthand "@every 5m 5". Use one of ${SHORTHANDS}.`],
    ['@x@every 5m', `Unknown shorthand "@x@every 5m". Use one of ${SHORTHANDS}.`],
    ['@every 5x', `Unknown shorthand "@every 5x". Use one of ${SHORTHANDS}.`],
    [
      ' @EVERY  1H30m10S ',
      `Unknown shorthand "@EVERY  1H30m10S". For an interval use schedule type interval with seconds 5410. Use one of ${SHORTHANDS}.`,
    ],
    [
      "cron_tz='Asia/Tokyo'\t0 3 * * *",
      `A cron expression carries no zone: put "Asia/Tokyo" into the field timezone, and take "cron_tz='Asia/Tokyo'" away.`,
    ],
    [
      ' 0 3 *\u00a0 ',
      'A cron expression has five fields (minute hour day-of-month month day-of-week), without seconds, year or command; "0 3 *" has 3.',
    ],
    ['60 * * * *', `${cannotRead('60', 'minute', '60 * * * *')}use 0 to 59.`],
    [
      '* H * * *',
      `${cannotRead('H', 'hour', '* H * * *')}use 0 to 23; H stands for a number that Jenkins chooses: write that number.`,
    ],
    [
      '* * 1,h(1-7) * *',
      `${cannotRead('h(1-7)', 'day of month', '* * 1,h(1-7) * *')}use *, numbers, names, ranges (1-5), steps (*/15, 0-30/10) and lists (1,15); L, W, # and ? are not cron.`,
    ],
    ['* * 1-XH * *', `${cannotRead('1-XH', 'day of month', '* * 1-XH * *')}use 1 to 31.`],
    ['* * * H *', `${cannotRead('H', 'month', '* * * H *')}use 1 to 12 or JAN to DEC.`],
    ['* * * * 6-8', `${cannotRead('6-8', 'day of week', '* * * * 6-8')}use 0 to 7 or SUN to SAT.`],
    [
      '* * * * FRI-MON',
      `${cannotRead('FRI-MON', 'day of week', '* * * * FRI-MON')}a range goes upwards; write FRI-7,0-MON to continue past the end.`,
    ],
    [
      '5/15 * * * *',
      `${cannotRead('5/15', 'minute', '5/15 * * * *')}a step needs * or a range before it, as in 5-59/15.`,
    ],
    ['1-9/0 * * * *', `${cannotRead('1-9/0', 'minute', '1-9/0 * * * *')}a step is at least 1.`],
    [
      '1-5\u200d 3 * * *',
      `${cannotRead('1-5<U+200D>', 'minute', '1-5<U+200D> 3 * * *')}use *, numbers, names, ranges (1-5), steps (*/15, 0-30/10) and lists (1,15); L, W, # and ? are not cron.`,
    ],
    [
      '0 0 31 2 *',
      '"0 0 31 2 *" never fires: no date has that day, month and weekday. Change the day or the month, or use schedule type none if no time is expected.',
    ],
  ])('%j is refused with these words', (expression, words) => {
    expect(() => parseSchedule(cron(expression))).toThrow(new ScheduleError(words))
  })

  it.each(['@Daily', '@HOURLY'])('%s may be written in any case', (expression) => {
    expect(parseSchedule(cron(expression)).type).toBe('timeline')
  })

  it.each(['Mars/Nowhere', '', '+02:00', '../etc/passwd'])('the zone %j is refused', (timezone) => {
    expect(() => parseSchedule(cron('* * * * *', timezone))).toThrow(ScheduleError)
    expect(() => parseSchedule(cron('* * * * *', timezone))).toThrow('Use an IANA name such as Europe/Berlin, or UTC.')
  })
})

describe('cron through changes of the clock, as in cron(8) of Debian', () => {
  it.each([
    [
      'a job in the gap runs right after it',
      '30 2 * * *',
      'Europe/Berlin',
      '2026-03-28 12:00',
      '03-29 01:00 | 03-30 00:30',
    ],
    [
      'once, however many of its times are in the gap',
      '0,15,30 2 * * *',
      'Europe/Berlin',
      '2026-03-29 00:00',
      '03-29 01:00 | 03-30 00:00',
    ],
    [
      'in addition to its times around the gap',
      '15 1-3 * * *',
      'America/New_York',
      '2026-03-08 00:00',
      '03-08 06:15 | 03-08 07:00 | 03-08 07:15',
    ],
    [
      'and not twice if it is due at that instant as well',
      '0 2,3 * * *',
      'Europe/Berlin',
      '2026-03-29 00:00',
      '03-29 01:00 | 03-30 00:00',
    ],
    [
      'a midnight in the gap runs at 01:00',
      '0 0 * * *',
      'America/Sao_Paulo',
      '2018-11-03 12:00',
      '11-04 03:00 | 11-05 02:00',
    ],
    [
      'a jump of half an hour is a gap too',
      '15 2 * * *',
      'Australia/Lord_Howe',
      '2026-10-03 00:00',
      '10-03 15:30 | 10-04 15:15',
    ],
    [
      'a jump of two hours is a gap too',
      '30 1 * * *',
      'Antarctica/Troll',
      '2026-03-28 12:00',
      '03-29 01:00 | 03-29 23:30',
    ],
    [
      'a wildcard hour is skipped in the gap',
      '*/20 2 * * *',
      'Europe/Berlin',
      '2026-03-29 00:00',
      '03-30 00:00 | 03-30 00:20',
    ],
    [
      'a wildcard job follows real time through the gap',
      '30 * * * *',
      'Europe/Berlin',
      '2026-03-29 00:00',
      '03-29 00:30 | 03-29 01:30',
    ],
    [
      'a job in the repeated hour runs in its first pass',
      '30 2 * * *',
      'Europe/Berlin',
      '2026-10-24 12:00',
      '10-25 00:30 | 10-26 01:30',
    ],
    ['not in its second', '30 1 * * *', 'America/New_York', '2026-11-01 05:30', '11-02 06:30 | 11-03 06:30'],
    ['a wildcard job runs in both', '30 * * * *', 'Europe/Berlin', '2026-10-25 00:00', '10-25 00:30 | 10-25 01:30'],
    [
      'a wildcard minute has the same effect',
      '*/30 2 * * *',
      'Europe/Berlin',
      '2026-10-25 00:15',
      '10-25 00:30 | 10-25 01:00 | 10-25 01:30',
    ],
    [
      'an hour with a step has the same effect',
      '30 */2 * * *',
      'Europe/Berlin',
      '2026-10-25 00:00',
      '10-25 00:30 | 10-25 01:30',
    ],
    [
      'a jump of three hours forwards is no gap in this sense',
      '30 3 * * *',
      'Antarctica/Casey',
      '2009-10-17 12:00',
      '10-18 16:30 | 10-19 16:30',
    ],
    [
      'one of three hours backwards repeats no job',
      '30 23 * * *',
      'Antarctica/Casey',
      '2010-03-04 12:00',
      '03-04 12:30 | 03-05 15:30',
    ],
    [
      'a day that a zone leaves out is not a gap in this sense',
      '0 2 * * *',
      'Pacific/Apia',
      '2011-12-29 00:00',
      '12-29 12:00 | 12-30 12:00',
    ],
  ])('%s: %s %s', (_, expression, timezone, after, expected) => {
    expect(next(expression, timezone, after, expected.split('|').length)).toBe(expected)
  })

  it('finds the run after a gap backwards too', () => {
    const nightly = cron('30 2 * * *', 'Europe/Berlin')
    expect(show(previousOccurrence(nightly, utc('2026-03-29 01:00'))!)).toBe('2026-03-29 01:00')
    expect(show(previousOccurrence(nightly, utc('2026-03-29 00:59'))!)).toBe('2026-03-28 01:30')
  })

  it('skips years in which no weekday matches', () => {
    const leapSunday = cron('0 0 29 2 */7', 'Europe/Berlin')
    expect(show(nextOccurrence(leapSunday, utc('2088-03-01 00:00'))!)).toBe('2128-02-28 23:00')
    expect(show(previousOccurrence(leapSunday, utc('2128-02-28 22:59'))!)).toBe('2088-02-28 23:00')
  })
})
