import type { Field } from './field'

/**
 * The local date-times that match, on a calendar without zones. Wall times are written as if they
 * were UTC, in ms.
 */
export interface LocalTimePattern {
  firstYear: number
  lastYear: number
  /** Null: every year. */
  years: ReadonlySet<number> | null
  /** 1 to 12. */
  months: Field
  /** `day` counts from 1; `weekday` from 0, Sunday. */
  matchesDay(day: number, weekday: number, daysInMonth: number): boolean
  hours: Field
  minutes: Field
  seconds: Field
}

const SECONDS_PER_DAY = 86_400
const MS_PER_DAY = 86_400_000

/** The first matching wall time at or after `wall`; null when the pattern's years end before one comes. */
export function nextLocalTime(pattern: LocalTimePattern, wall: number): number | null {
  const second = Math.ceil(wall / 1000)
  const today = Math.floor(second / SECONDS_PER_DAY)
  const day = nextDay(pattern, today)
  if (day === null) return null
  if (day > today) return toWall(day, nextTime(pattern, 0))
  const time = nextTime(pattern, second - today * SECONDS_PER_DAY)
  if (time >= 0) return toWall(today, time)
  const later = nextDay(pattern, today + 1)
  return later === null ? null : toWall(later, nextTime(pattern, 0))
}

/** The last matching wall time at or before `wall`; null when the pattern's years begin after it. */
export function previousLocalTime(pattern: LocalTimePattern, wall: number): number | null {
  const second = Math.floor(wall / 1000)
  const today = Math.floor(second / SECONDS_PER_DAY)
  const day = previousDay(pattern, today)
  if (day === null) return null
  if (day < today) return toWall(day, previousTime(pattern, SECONDS_PER_DAY - 1))
  const time = previousTime(pattern, second - today * SECONDS_PER_DAY)
  if (time >= 0) return toWall(today, time)
  const earlier = previousDay(pattern, today - 1)
  return earlier === null ? null : toWall(earlier, previousTime(pattern, SECONDS_PER_DAY - 1))
}

const toWall = (day: number, time: number) => (day * SECONDS_PER_DAY + time) * 1000

/** Seconds since midnight of the first matching time of day at or after `time`; -1 when the day has no more. */
function nextTime({ hours, minutes, seconds }: LocalTimePattern, time: number): number {
  const hour = Math.floor(time / 3600)
  const minute = Math.floor((time % 3600) / 60)
  if (hours.has(hour)) {
    if (minutes.has(minute)) {
      const second = seconds.from(time % 60)
      if (second >= 0) return hour * 3600 + minute * 60 + second
    }
    const later = minutes.from(minute + 1)
    if (later >= 0) return hour * 3600 + later * 60 + seconds.from(0)
  }
  const later = hours.from(hour + 1)
  return later < 0 ? -1 : later * 3600 + minutes.from(0) * 60 + seconds.from(0)
}

function previousTime({ hours, minutes, seconds }: LocalTimePattern, time: number): number {
  const hour = Math.floor(time / 3600)
  const minute = Math.floor((time % 3600) / 60)
  if (hours.has(hour)) {
    if (minutes.has(minute)) {
      const second = seconds.upTo(time % 60)
      if (second >= 0) return hour * 3600 + minute * 60 + second
    }
    const earlier = minutes.upTo(minute - 1)
    if (earlier >= 0) return hour * 3600 + earlier * 60 + seconds.upTo(59)
  }
  const earlier = hours.upTo(hour - 1)
  return earlier < 0 ? -1 : earlier * 3600 + minutes.upTo(59) * 60 + seconds.upTo(59)
}

/** Days are counted from 1970-01-01. */
function nextDay(pattern: LocalTimePattern, from: number): number | null {
  const date = new Date(from * MS_PER_DAY)
  let year = date.getUTCFullYear()
  let month = date.getUTCMonth() + 1
  let day = date.getUTCDate()
  if (year < pattern.firstYear) [year, month, day] = [pattern.firstYear, 1, 1]
  for (; year <= pattern.lastYear; year++, month = 1, day = 1) {
    if (pattern.years && !pattern.years.has(year)) continue
    for (; month <= 12; month++, day = 1) {
      const found = pattern.months.has(month) ? dayInMonth(pattern, { year, month, from: day, step: 1 }) : null
      if (found !== null) return found
    }
  }
  return null
}

function previousDay(pattern: LocalTimePattern, upTo: number): number | null {
  const date = new Date(upTo * MS_PER_DAY)
  let year = date.getUTCFullYear()
  let month = date.getUTCMonth() + 1
  let day = date.getUTCDate()
  if (year > pattern.lastYear) [year, month, day] = [pattern.lastYear, 12, 31]
  for (; year >= pattern.firstYear; year--, month = 12, day = 31) {
    if (pattern.years && !pattern.years.has(year)) continue
    for (; month >= 1; month--, day = 31) {
      const found = pattern.months.has(month) ? dayInMonth(pattern, { year, month, from: day, step: -1 }) : null
      if (found !== null) return found
    }
  }
  return null
}

/** The first matching day of a month from a day on, forwards or backwards. Null: none. */
function dayInMonth(
  pattern: LocalTimePattern,
  { year, month, from, step }: { year: number; month: number; from: number; step: 1 | -1 },
): number | null {
  const before = Date.UTC(year, month - 1, 1) / MS_PER_DAY - 1
  const length = daysInMonth(year, month)
  for (let day = step === 1 ? from : Math.min(from, length); day >= 1 && day <= length; day += step) {
    if (pattern.matchesDay(day, weekdayOf(before + day), length)) return before + day
  }
  return null
}

/** Day 0, 1970-01-01, was a Thursday. */
const weekdayOf = (day: number) => (((day + 4) % 7) + 7) % 7

function daysInMonth(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
}
