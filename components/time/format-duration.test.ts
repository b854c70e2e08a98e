import { expect, it } from 'vitest'
import { formatAge, formatDuration, formatSpan } from './format-duration'

it.each([
  [null, '–'],
  [0, '0 ms'],
  [0.24, '240 ms'],
  [12.34, '12.3 s'],
  [59.94, '59.9 s'],
  [59.97, '1 min'],
  [252, '4 min 12 s'],
  [245, '4 min 05 s'],
  [599, '9 min 59 s'],
  [2280, '38 min'],
  [3599, '1 h'],
  [3840, '1 h 04 min'],
  [86_400, '1 d'],
  [97_200, '1 d 3 h'],
])('a run of %s seconds took %s', (seconds, words) => {
  expect(formatDuration(seconds)).toBe(words)
})

it.each([
  [3, '3 s'],
  [-59, '59 s'],
  [60, '1 min'],
  [3600, '1 h'],
  [7199, '1 h 59 min'],
  [50_000, '14 h'],
  [129_600, '1 d 12 h'],
  [1_080_000, '13 d'],
  [86_400, '24 h'],
  [172_800, '2 d'],
])('%s seconds are an age of %s', (seconds, words) => {
  expect(formatAge(seconds)).toBe(words)
})

it.each([
  [1, '1 s'],
  [90, '1 min 30 s'],
  [86_400, '1 day'],
  [266_400, '3 days 2 h'],
])('a limit of %s seconds is shown exactly, as %s', (seconds, words) => {
  expect(formatSpan(seconds)).toBe(words)
})
